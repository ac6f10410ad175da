import { callingCodeOf, isPrefixAllowed } from '../../../../domain/persons/contacts/calling-code.ts';
import { maskPhone } from '../../../../domain/persons/contacts/mask.ts';
import { methodRules } from '../../../../domain/mobile-authentication/methods/all-methods.ts';
import type { MethodStep } from '../../../../domain/mobile-authentication/policy.ts';
import { bounds } from '../../../../domain/rate-limits/limits.ts';
import type { AuthenticationChallenge } from '../../../../entities/authentication/authentication-challenge.ts';
import type { AuthenticationFlow } from '../../../../entities/authentication/authentication-flow.ts';
import type { Transaction } from '../../../../entities/mobile-authentication/transaction.ts';
import { CountersignError } from '../../../../errors/countersign-error.ts';
import type { RequestOrigin } from '../../../events/request-origin.ts';
import { resendCode } from '../../../mobile-authentication/text-messages/resend-code.ts';
import { verifyCode } from '../../../mobile-authentication/text-messages/verify-code.ts';
import type { FlowDeps } from '../../flow/flow-deps.ts';
import type { Resend, SentElsewhere } from '../method-steps.ts';
import { findOwnNumber } from '../sending/phone-recipient.ts';

const codeLength = 6;

/** Not an API client's: their ids have no colon, so no site sees, verifies or cancels it. */
export function ownerOf({ clientId }: Pick<AuthenticationFlow, 'clientId'>): string {
  return `sign-in:${clientId}`;
}

/** Where a type that falls back to a text message sends it; undefined: nowhere, as policy or settings allow none, or there is no number. */
export async function fallbackNumber(deps: FlowDeps, flow: AuthenticationFlow): Promise<string | undefined> {
  if (!flow.personId || !flow.policy.methods.includes('sms')) return undefined;
  const number = await findOwnNumber(deps, flow.personId);
  const { general } = await deps.configuration.current();
  return number && isPrefixAllowed(number, general.sign_in_phone_prefixes) ? number : undefined;
}

/** The text message that a transaction has fallen back to, once it was sent. */
export function sentCodeOf(row: Transaction): SentElsewhere | undefined {
  const isSent = methodRules[row.method].decidedBy === 'code' && row.dispatchedAt !== null;
  if (!isSent || !row.phoneNumber) return undefined;
  const { maxAttempts, maxResends } = row.policy.steps.find(({ method }) => method === row.method) as MethodStep;
  const resendAfter = new Date((row.dispatchedAt ?? row.createdAt).getTime() + pause * 1000);
  const limits: Limits = {
    attempts: maxAttempts > 0 ? Math.min(maxAttempts, mostTries) : mostTries,
    resends: Math.min(maxResends, mostResends),
  };
  return { sent: { destination: row.phoneNumber, content: limits, resendAfter } };
}

const { most: mostTries } = bounds['sign-in-code-tries'];
const { most: mostResends } = bounds['sign-in-code-resends'];
const { most: pause } = bounds['sign-in-resend-pause'];

/** Those of the type, as far as they are no wider than those of a sign-in. */
interface Limits {
  attempts: number;
  resends: number;
}

function limitsOf({ content }: AuthenticationChallenge): Limits {
  return JSON.parse(content ?? '{}') as Limits;
}

/** As a code of the method `sms` is shown. */
export function showSentCode(_deps: FlowDeps, challenge: AuthenticationChallenge) {
  const destination = challenge.destination ?? '';
  const { attempts, resends } = limitsOf(challenge);
  return {
    type: 'otp',
    channel: 'sms',
    destination: maskPhone(destination, callingCodeOf(destination)),
    code_length: codeLength,
    attempts_left: Math.max(0, attempts - challenge.attempts),
    resends_left: Math.max(0, resends - challenge.resends),
    resend_after: challenge.resendAfter?.toISOString() ?? null,
  };
}

export function triesOfSentCode(challenge: AuthenticationChallenge): number {
  return limitsOf(challenge).attempts;
}

/**
 * Has the workflow of the transaction compare and count a code.
 * @throws CountersignError `no_challenge` when the transaction has ended, `attempts_exceeded` after too many codes of the person
 */
export async function verifySentCode(
  deps: FlowDeps,
  {
    flow,
    challenge,
    typed,
    origin,
  }: { flow: AuthenticationFlow; challenge: AuthenticationChallenge; typed: string; origin: RequestOrigin },
): Promise<boolean> {
  const asked = {
    transactionId: challenge.subjectId ?? '',
    userId: challenge.personId ?? '',
    apiClientId: ownerOf(flow),
  };
  try {
    await verifyCode(deps, { ...asked, key: undefined, origin }, typed);
    return true;
  } catch (error) {
    if (!(error instanceof CountersignError)) throw error;
    if (error.code === 'verification_code_wrong') return false;
    if (error.code === 'too_many_codes')
      throw new CountersignError('attempts_exceeded', { cause: error, extra: { attempts_left: 0 } });
    if (error.code === 'transaction_not_open') throw new CountersignError('no_challenge', { cause: error });
    throw error;
  }
}

/** The workflow of the transaction sends its code again. */
export async function resendSentCode(
  deps: FlowDeps,
  { flow, challenge, origin }: { flow: AuthenticationFlow; challenge: AuthenticationChallenge; origin: RequestOrigin },
): Promise<Resend> {
  if (!challenge.destination) throw new CountersignError('no_challenge');
  if (challenge.resends >= limitsOf(challenge).resends) throw new CountersignError('flow_resend_limit_reached');
  const asked = {
    transactionId: challenge.subjectId ?? '',
    userId: challenge.personId ?? '',
    apiClientId: ownerOf(flow),
  };
  const send = async () => {
    await resendCode(deps, { ...asked, key: undefined, origin }).catch((error: unknown) => {
      throw error instanceof CountersignError
        ? new CountersignError(codes[error.code] ?? error.code, { cause: error })
        : error;
    });
  };
  return { write: async () => undefined, send };
}

/** What the flow API calls the refusals of a transaction. */
const codes = {
  transaction_not_open: 'no_challenge',
  resend_limit_reached: 'flow_resend_limit_reached',
  sms_not_sent: 'message_not_sent',
} as const satisfies Partial<Record<CountersignError['code'], CountersignError['code']>> as Partial<
  Record<CountersignError['code'], CountersignError['code']>
>;
