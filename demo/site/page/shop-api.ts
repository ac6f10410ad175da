import type {
  AccountView,
  DevicesView,
  EnrollmentCodeView,
  OutcomeView,
  PaymentMethod,
  PaymentView,
  PhonesView,
  ProblemView,
  SessionView,
} from '../contract.ts';

/** A refusal of the shop's server; the message is written for the customer. */
export class ShopProblem extends Error {
  readonly problem: string;

  constructor({ problem, message }: ProblemView) {
    super(message);
    this.name = 'ShopProblem';
    this.problem = problem;
  }
}

const offline: ProblemView = { problem: 'offline', message: 'The shop cannot be reached. Check the connection and try again.' };

/** Speaks up when the server no longer knows who this is (it was restarted, or signed out in another tab). */
export const signedOut = new EventTarget();

async function call<T>(method: string, path: string, body?: unknown): Promise<T> {
  const answer = await fetch(`/api${path}`, {
    method,
    ...(method !== 'GET' && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body ?? {}) }),
  }).catch(() => {
    throw new ShopProblem(offline);
  });
  if (answer.status === 401) signedOut.dispatchEvent(new Event('change'));
  if (answer.status === 204) return undefined as T;
  const content: unknown = await answer.json().catch(() => offline);
  if (!answer.ok) throw new ShopProblem(content as ProblemView);
  return content as T;
}

async function ask(path: string, body?: unknown): Promise<void> {
  const outcome = await call<OutcomeView>('POST', path, body);
  if (!outcome.accepted) throw new ShopProblem(outcome);
}

/** The shop's own server. Every call throws {@link ShopProblem}. */
export const shop = {
  session: () => call<SessionView>('GET', '/session'),
  signIn: (name: string) => call<SessionView>('POST', '/session', { name }),
  signOut: () => call<void>('DELETE', '/session'),
  account: () => call<AccountView>('GET', '/account'),
  phones: () => call<PhonesView>('GET', '/phones'),
  devices: () => call<DevicesView>('GET', '/devices'),
  disconnect: (deviceId: string) => call<void>('DELETE', `/devices/${encodeURIComponent(deviceId)}`),
  disconnectAll: () => call<void>('DELETE', '/devices'),
  enrollmentCode: () => call<EnrollmentCodeView>('POST', '/enrollment-code'),
  pay: (order: { billId: string; method: PaymentMethod; deviceId?: string; phoneNumber?: string }) =>
    call<PaymentView>('POST', '/payments', order),
  payment: (id: string) => call<PaymentView>('GET', `/payments/${id}`),
  sendCode: (id: string, code: string) => ask(`/payments/${id}/code`, { code }),
  resendCode: (id: string) => ask(`/payments/${id}/resend`),
  cancel: (id: string) => call<void>('DELETE', `/payments/${id}`),
};
