import canonicalize from 'canonicalize';
import { base64url } from 'jose';
import { jwsPart, jwsSignature, type DeviceKey } from '../device-key.ts';
import { CountersignError, isCountersignError } from '../errors.ts';
import type { Installation } from '../installation.ts';
import type { KeyEnrollment } from '../key-enrollment.ts';
import type { AppApi } from '../transport/app-api.ts';
import type { ServerClock } from '../transport/server-clock.ts';
import type { ShownTransactions } from './shown-transactions.ts';
import { displayedOf, type FetchedMessage } from './transaction-details.ts';

/** What the user decided. */
export type Decision = { decision: 'accept' } | { decision: 'reject'; reason: 'not_me' | 'cancelled' };

export interface AnswerOutcome {
  status: 'authenticated' | 'not_authenticated';
}

export interface AnswerDeps {
  api: AppApi;
  keys: KeyEnrollment;
  shown: ShownTransactions;
  installation: Installation;
  clock: ServerClock;
}

/**
 * Answers a transaction whose details were fetched. Answering again after a lost answer sends the same message again
 * and gets the same outcome.
 *
 * @throws CountersignError `not_fetched`, `transaction_closed` (see `transactionStatus`), `transaction_not_found`, `invalid_answer`
 */
export async function answerTransaction(
  deps: AnswerDeps,
  profileId: string,
  transactionId: string,
  decision: Decision,
): Promise<AnswerOutcome> {
  const message = await deps.shown.find(profileId, transactionId);
  if (!message) throw new CountersignError('not_fetched', { detail: 'fetch the transaction and show it first' });
  try {
    const answer = await deps.api.post(profileId, {
      path: `/transactions/${encodeURIComponent(transactionId)}/answer`,
      purpose: `answer:${transactionId}`,
      intent: JSON.stringify(decision),
      compose: async () => ({ message: await seal(deps, profileId, message, decision) }),
    });
    const status = answer.oneOf('status', ['authenticated', 'not_authenticated']);
    await deps.shown.forget(profileId, transactionId);
    return { status };
  } catch (error) {
    if (isCountersignError(error, 'transaction_closed', 'transaction_not_found')) await deps.shown.forget(profileId, transactionId);
    throw error;
  }
}

async function seal(deps: AnswerDeps, profileId: string, message: FetchedMessage, decision: Decision): Promise<string> {
  const displayed = displayedOf(message);
  const signature = await signDecision(await deps.installation.deviceKey(), await deps.installation.deviceId(), {
    challenge: message.challenge,
    decision: decision.decision,
    displayed,
    transaction_id: message.transaction_id,
  });
  const plaintext = new TextEncoder().encode(JSON.stringify({ ...decision, displayed, signature }));
  const session = await deps.keys.session(profileId);
  return await session.seal(plaintext, deps.clock.now());
}

/** What the device key signs: this decision about this text, for this challenge only. */
export interface SignedDecision {
  challenge: string;
  decision: 'accept' | 'reject';
  displayed: object;
  transaction_id: string;
}

/** RFC 8785 bytes of what is signed. */
export function signedBytes(signed: SignedDecision): Uint8Array {
  return new TextEncoder().encode(canonicalize(signed));
}

/** Detached compact JWS (RFC 7515 appendix F) by the device key over `signedBytes`. */
export async function signDecision(key: DeviceKey, deviceId: string, signed: SignedDecision): Promise<string> {
  const header = jwsPart({ alg: 'ES256', kid: deviceId, typ: 'countersign-answer' });
  return `${header}..${await jwsSignature(key, header, base64url.encode(signedBytes(signed)))}`;
}
