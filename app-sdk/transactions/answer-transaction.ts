import canonicalize from 'canonicalize';
import { base64url } from 'jose';
import type { Factor } from '../authenticators/authenticator.ts';
import type { Authenticators, Prover } from '../authenticators/authenticators.ts';
import { transactionPayload } from '../authenticators/factor-proof.ts';
import { jwsPart, jwsSignature, type DeviceKey } from '../device-key.ts';
import { CountersignError, isCountersignError } from '../errors.ts';
import type { Installation } from '../installation.ts';
import type { KeyEnrollment } from '../key-enrollment/key-enrollment.ts';
import type { ServerKey } from '../key-enrollment/server-key.ts';
import type { AppApi } from '../transport/app-api.ts';
import type { ServerClock } from '../transport/server-clock.ts';
import type { ShownTransactions } from './shown-transactions.ts';
import { displayedOf, factorsOf, type FetchedMessage } from './transaction-details.ts';

/** The user's decision. `verificationCode`: the six digits that the website shows, when `TransactionDetails.verificationCodeRequired`. */
export type Decision =
  | { decision: 'accept'; verificationCode?: string }
  | { decision: 'reject'; reason: 'not_me' | 'cancelled' };

export interface AnswerOutcome {
  status: 'authenticated' | 'not_authenticated';
}

export interface AnswerDeps {
  api: AppApi;
  keys: KeyEnrollment;
  serverKey: ServerKey;
  shown: ShownTransactions;
  installation: Installation;
  clock: ServerClock;
  authenticators: Authenticators;
}

/**
 * Answers a fetched transaction. Answering again after a lost answer sends the same message and gets the same outcome.
 *
 * @param factor authenticates the user, when `TransactionDetails.factors` requires it.
 * @throws CountersignError `not_fetched`, `transaction_closed` (see `transactionStatus`), `transaction_not_found`, `invalid_answer`,
 * `factor_required` (see `authenticators`), `wrong_factor_proof` (see `attemptsLeft`), `authenticator_revoked`, `verification_code_required`, `wrong_verification_code` (see `attemptsLeft`)
 */
export async function answerTransaction(
  deps: AnswerDeps,
  profileId: string,
  transactionId: string,
  decision: Decision,
  factor?: Factor,
): Promise<AnswerOutcome> {
  const message = await deps.shown.find(profileId, transactionId);
  if (!message) throw new CountersignError('not_fetched', { detail: 'fetch the transaction and show it first' });
  checkVerificationCode(message, decision);
  checkFactor(message, decision, factor);
  try {
    const answer = (prover?: Prover) =>
      deps.serverKey.repairing(profileId, () => sendAnswer(deps, profileId, message, { decision, prover }));
    return factor ? await deps.authenticators.proving(profileId, factor, answer) : await answer();
  } catch (error) {
    const isOver =
      isCountersignError(error, 'transaction_closed', 'transaction_not_found') ||
      (isCountersignError(error, 'wrong_verification_code') && error.attemptsLeft === 0);
    if (isOver) await deps.shown.forget(profileId, transactionId);
    throw error;
  }
}

/** Creates `answerTransaction` with equal concurrent calls merged: a wrong PIN would count twice after a double tap otherwise. */
export function createAnswers(deps: AnswerDeps) {
  const running = new Map<string, Promise<AnswerOutcome>>();
  return (profileId: string, transactionId: string, decision: Decision, factor?: Factor): Promise<AnswerOutcome> => {
    const same = JSON.stringify([profileId, transactionId, decision, factor]);
    const answer =
      running.get(same) ??
      answerTransaction(deps, profileId, transactionId, decision, factor).finally(() => running.delete(same));
    running.set(same, answer);
    return answer;
  };
}

/** Refuses a malformed code without a request. The server would not count it as an attempt either. */
function checkVerificationCode(message: FetchedMessage, decision: Decision): void {
  if (!message.verification_code_required || decision.decision === 'reject') return;
  if (!/^[0-9]{6}$/.test(decision.verificationCode ?? '')) throw new CountersignError('verification_code_required');
}

/** Refuses a missing factor before the decision is signed, as the server would. */
function checkFactor(message: FetchedMessage, { decision }: Decision, factor: Factor | undefined): void {
  const kinds = factorsOf(message);
  const isEnough = decision === 'reject' || kinds.length === 0 || (factor !== undefined && kinds.includes(factor.kind));
  if (!isEnough) throw new CountersignError('factor_required', { authenticators: kinds });
}

interface ProvenDecision {
  decision: Decision;
  prover: Prover | undefined;
}

async function sendAnswer(
  deps: AnswerDeps,
  profileId: string,
  message: FetchedMessage,
  proven: ProvenDecision,
): Promise<AnswerOutcome> {
  const { decision, prover } = proven;
  const answer = await deps.api.send(profileId, {
    path: `/transactions/${encodeURIComponent(message.transaction_id)}/answer`,
    purpose: `answer:${message.transaction_id}`,
    intent: JSON.stringify(prover ? { ...decision, factor: prover.name } : decision),
    compose: async () => ({ message: await seal(deps, profileId, message, proven) }),
    deviceSuffices: true,
  });
  const status = answer.oneOf('status', ['authenticated', 'not_authenticated']);
  await deps.shown.forget(profileId, message.transaction_id);
  return { status };
}

async function seal(
  deps: AnswerDeps,
  profileId: string,
  message: FetchedMessage,
  { decision, prover }: ProvenDecision,
): Promise<string> {
  const displayed = displayedOf(message);
  const signature = await signDecision(await deps.installation.deviceKey(), await deps.installation.deviceId(), {
    challenge: message.challenge,
    decision: decision.decision,
    displayed,
    transaction_id: message.transaction_id,
  });
  const factor = prover && (await presentFactor(prover, message));
  const plaintext = new TextEncoder().encode(
    JSON.stringify({ ...presentDecision(decision), factor, displayed, signature }),
  );
  const session = await deps.keys.session(profileId);
  return await session.seal(plaintext, deps.clock.now());
}

/** A decision in the format of an answer. */
function presentDecision(decision: Decision) {
  if (decision.decision === 'reject') return decision;
  return {
    decision: decision.decision,
    ...(decision.verificationCode === undefined ? {} : { verification_code: decision.verificationCode }),
  };
}

/** The `factor` of an answer: its kind, the name of a custom one, and its proof for this transaction. */
export async function presentFactor(
  { name, prove }: Prover,
  message: Pick<FetchedMessage, 'challenge' | 'transaction_id'>,
) {
  const proof = await prove(transactionPayload(message));
  return name === 'pin' || name === 'fingerprint' ? { kind: name, proof } : { kind: 'custom', name, proof };
}

/** The content that the device key signs: the decision, the displayed text and the challenge. */
export interface SignedDecision {
  challenge: string;
  decision: 'accept' | 'reject';
  displayed: object;
  transaction_id: string;
}

/** The RFC 8785 bytes of the signed content. */
export function signedBytes(signed: SignedDecision): Uint8Array {
  return new TextEncoder().encode(canonicalize(signed));
}

/** Detached compact JWS (RFC 7515 appendix F) by the device key over `signedBytes`. */
export async function signDecision(key: DeviceKey, deviceId: string, signed: SignedDecision): Promise<string> {
  const header = jwsPart({ alg: 'ES256', kid: deviceId, typ: 'countersign-answer' });
  return `${header}..${await jwsSignature(key, header, base64url.encode(signedBytes(signed)))}`;
}
