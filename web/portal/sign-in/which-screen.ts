import type { AuthMethod, Flow } from '../api/flow.ts';

/** What the person chose on this page; the server knows nothing of it. */
export interface Step {
  /** What they typed as their name, until a factor is proven. */
  identifier: string;
  /** It is an account that they chose before: the server knows who it is, the page only a masked name. */
  isAccount: boolean;
  /** The method they chose. */
  method: AuthMethod | undefined;
  /** They asked for the list of methods, although a challenge is open. */
  isChoosing: boolean;
}

export const firstStep: Step = { identifier: '', isAccount: false, method: undefined, isChoosing: false };

/** The first step of a flow: with an account that was chosen before, its person need not say who they are. */
export function beginning({ account }: Flow): Step {
  return account === null ? firstStep : { ...firstStep, identifier: account.display, isAccount: true };
}

export type Screen =
  | { name: 'identify' }
  | { name: 'choose' }
  | { name: 'method'; method: AuthMethod }
  | { name: 'code' }
  | { name: 'phone' }
  | { name: 'new-password' }
  | { name: 'completing' }
  | { name: 'no-way' }
  | { name: 'ended'; how: 'completed' | 'cancelled' | 'expired' | 'failed' };

/** Methods that a person is found by: the others need to know first who it is. */
const byIdentifier: readonly AuthMethod[] = ['password', 'email', 'sms', 'whatsapp'];

/** The screen of a flow. What the server says comes first; where it leaves a choice, what the person chose. */
export function whichScreen(flow: Flow, step: Step): Screen {
  switch (flow.status) {
    case 'completed':
    case 'cancelled':
    case 'expired':
    case 'failed':
      return { name: 'ended', how: flow.status };
    case 'authenticated':
      return { name: 'completing' };
    case 'pending':
    case 'challenge_sent':
    case 'approval_pending':
  }
  const challenge = challengeScreen(flow);
  if (challenge && !step.isChoosing) return challenge;
  return flow.user === null ? firstFactorScreen(flow, step) : furtherFactorScreen(flow, step);
}

/** A challenge for a passkey has no screen of its own: it also waits behind the autofill of the first one. */
function challengeScreen({ challenge }: Flow): Screen | undefined {
  switch (challenge?.type) {
    case 'otp':
      return { name: 'code' };
    case 'approval':
      return { name: 'phone' };
    case 'password_change':
      return { name: 'new-password' };
    default:
      return undefined;
  }
}

function firstFactorScreen(flow: Flow, { identifier, isAccount, method, isChoosing }: Step): Screen {
  if (method && offers(flow, method) && !isChoosing) return { name: 'method', method };
  if ((isChoosing || isAccount) && identifier !== '') return accountScreen(flow, identifier, isChoosing);
  return flow.methods.length === 0 && flow.identity_providers.length === 0 ? { name: 'no-way' } : { name: 'identify' };
}

/** A password is the way that most people expect: its screen leads to the others. */
function accountScreen(flow: Flow, identifier: string, isChoosing: boolean): Screen {
  const [only, another] = methodsFor(flow, identifier);
  const expected = another === undefined ? only : 'password';
  return expected && !isChoosing && offers(flow, expected) ? { name: 'method', method: expected } : { name: 'choose' };
}

function furtherFactorScreen(flow: Flow, { method, isChoosing }: Step): Screen {
  if (method && offers(flow, method) && !isChoosing) return { name: 'method', method };
  const [only, another] = flow.methods;
  if (only === undefined) return { name: 'no-way' };
  return another === undefined ? { name: 'method', method: only.auth_method } : { name: 'choose' };
}

export function offers(flow: Flow, method: AuthMethod): boolean {
  return flow.methods.some(({ auth_method }) => auth_method === method);
}

/** Whether the first screen asks who it is. */
export function asksForIdentifier(flow: Flow): boolean {
  return byIdentifier.some((method) => offers(flow, method));
}

/** The methods that go with what was typed, in the order of the policy. */
export function methodsFor(flow: Flow, identifier: string): AuthMethod[] {
  const methods = flow.methods.map(({ auth_method }) => auth_method);
  if (flow.user !== null) return methods;
  const isNumber = /^\+?[\d\s().-]{6,}$/.test(identifier);
  const isAddress = identifier.includes('@');
  return methods.filter((method) => {
    if (method === 'email') return isAddress;
    if (method === 'sms' || method === 'whatsapp') return isNumber;
    return byIdentifier.includes(method) || method === 'passkey';
  });
}
