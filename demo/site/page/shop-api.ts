import {
  CUSTOMER_HEADER,
  type AccountView,
  type DevicesView,
  type EnrollmentCodeView,
  type OutcomeView,
  type PaymentMethod,
  type PaymentView,
  type PhonesView,
  type ProblemView,
  type SessionView,
} from '../contract.ts';
import { tabCustomer } from './tab-customer.ts';

/** A refusal of the shop's server, with a message for the customer. */
export class ShopProblem extends Error {
  readonly problem: string;

  constructor({ problem, message }: ProblemView) {
    super(message);
    this.name = 'ShopProblem';
    this.problem = problem;
  }
}

const offline: ProblemView = {
  problem: 'offline',
  message: 'The shop cannot be reached. Check the connection and try again.',
};

/** Calls back when the server does not know the session (after a restart, or signed out in another tab). */
export const signedOut = new EventTarget();

async function call<T>(method: string, path: string, body?: unknown): Promise<T> {
  const customer = tabCustomer.get();
  const answer = await fetch(`/api${path}`, {
    method,
    headers: {
      ...(customer !== undefined && { [CUSTOMER_HEADER]: customer }),
      ...(method !== 'GET' && { 'content-type': 'application/json' }),
    },
    ...(method !== 'GET' && { body: JSON.stringify(body ?? {}) }),
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

/** Opens a session and stores the customer of this tab. */
async function keepCustomer(answer: Promise<SessionView>): Promise<SessionView> {
  const session = await answer;
  if (session.customer) tabCustomer.keep(session.customer.userId);
  return session;
}

/** The API of the shop's server. Every call can throw {@link ShopProblem}. */
export const shop = {
  session: () => keepCustomer(call<SessionView>('GET', '/session')),
  signIn: (name: string) => keepCustomer(call<SessionView>('POST', '/session', { name })),
  async signOut(): Promise<void> {
    await call<void>('DELETE', '/session');
    tabCustomer.forget();
  },
  account: () => call<AccountView>('GET', '/account'),
  phones: () => call<PhonesView>('GET', '/phones'),
  devices: () => call<DevicesView>('GET', '/devices'),
  disconnect: (deviceId: string) => call<void>('DELETE', `/devices/${encodeURIComponent(deviceId)}`),
  stopNotifications: (deviceId: string) =>
    call<void>('DELETE', `/devices/${encodeURIComponent(deviceId)}/notifications`),
  disconnectAll: () => call<void>('DELETE', '/devices'),
  enrollmentCode: () => call<EnrollmentCodeView>('POST', '/enrollment-code'),
  pay: (order: { billId: string; method: PaymentMethod; deviceId?: string; phoneNumber?: string }) =>
    call<PaymentView>('POST', '/payments', order),
  /** Address of a payment's event stream. */
  paymentStream: (id: string) =>
    `/api/payments/${encodeURIComponent(id)}/stream?customer=${encodeURIComponent(tabCustomer.get() ?? '')}`,
  payment: (id: string) => call<PaymentView>('GET', `/payments/${id}`),
  sendCode: (id: string, code: string) => ask(`/payments/${id}/code`, { code }),
  resendCode: (id: string) => ask(`/payments/${id}/resend`),
  cancel: (id: string) => call<void>('DELETE', `/payments/${id}`),
};
