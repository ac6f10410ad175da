import { authenticatorKindOf } from '../../../domain/devices/authenticators/authenticator-name.ts';
import { challengeOf } from '../../../domain/mobile-authentication/challenge.ts';
import { signedAnswerPayload } from '../../../domain/mobile-authentication/displayed.ts';
import { leadsTo, needsEvidence } from '../../../domain/mobile-authentication/evidence.ts';
import type { AnswerDecision, Evidence } from '../../../domain/mobile-authentication/evidence.ts';
import type { MethodName } from '../../../domain/configuration/mobile-authentication-types/method-names.ts';
import { methodRules } from '../../../domain/mobile-authentication/methods/all-methods.ts';
import type { Outcome } from '../../../domain/mobile-authentication/status.ts';
import { CountersignError } from '../../../errors/countersign-error.ts';
import type { AnswerSignatures } from '../../../security/answer-signature.ts';
import { readFactorProof } from '../../../security/factors/factor-proof.ts';
import type { FactorProof } from '../../../security/factors/factor-proof.ts';
import { isSealed } from '../../../security/update-seal.ts';
import type { CommandDeps } from '../../command-deps.ts';
import type { EvidenceMemory } from './evidence-memory.ts';
import { loadEvidenceRow } from './load-evidence-row.ts';
import type { EvidenceRow } from './load-evidence-row.ts';

type Deps = Pick<CommandDeps, 'em' | 'clock' | 'keyring'> & {
  answerSignatures: AnswerSignatures;
  evidence: EvidenceMemory;
};

/** The outcome that a workflow reports. */
export interface Claimed {
  transactionId: string;
  /** The method in use, as the workflow has it. */
  method: MethodName;
  outcome: Outcome;
  evidence?: Evidence | undefined;
}

/** Row values that the evidence was verified for; the record is written only while the row has them. */
export interface Verified {
  method: MethodName;
  /** The device whose signature was verified; undefined: nothing was signed. */
  signedBy: string | undefined;
  /** Too late: the transaction has ended, or its end was requested. */
  isLate?: boolean;
}

/** Reason for which a decision is not recorded: evidence is missing or invalid. */
export interface Forged {
  forged: string;
}

/**
 * Verifies the evidence of an outcome before it is recorded: an attacker who can write to Temporal, and replay its payloads, can make a
 * workflow report anything. The evidence of an answer is the device's signature over the shown text and the proof of the required
 * factor, verified with the keys in the database; the evidence of a comparison by the API is the API's seal.
 */
export async function checkEvidence(deps: Deps, claimed: Claimed): Promise<Verified | Forged> {
  const { transactionId, method, outcome, evidence } = claimed;
  if (!evidence) return needsEvidence(outcome) ? { forged: 'no evidence' } : { method, signedBy: undefined };
  const broken = checkSeal(deps, transactionId, evidence);
  if (broken) return broken;
  if (!leadsTo(evidence, outcome)) return { forged: 'another decision' };
  if (evidence.update === 'answer') return checkAnswer(deps, transactionId, evidence.said);
  if (evidence.update === 'verifyCode' && methodRules[method].decidedBy !== 'code') return { forged: 'another method' };
  return { method, signedBy: undefined };
}

/** Whether the API sealed this for this transaction. */
export function checkSeal(
  { keyring }: Pick<CommandDeps, 'keyring'>,
  transactionId: string,
  { update, said }: Evidence,
): Forged | undefined {
  if (said?.workflowId !== transactionId) return { forged: 'another transaction' };
  return isSealed(keyring, update, said) ? undefined : { forged: 'the seal is wrong' };
}

/** The factor's key is the current one; everything else is from the time of the push. */
async function checkAnswer(deps: Deps, transactionId: string, answer: AnswerDecision): Promise<Verified | Forged> {
  const kept = answer.factor === undefined ? deps.evidence.find(transactionId) : undefined;
  const checked = kept && checkAgainst(deps, kept, answer);
  if (checked && !('forged' in checked)) return checked;
  const factor = answer.factor === undefined ? undefined : authenticatorOf(answer.factor);
  const row = await loadEvidenceRow(deps, transactionId, factor);
  return row ? checkAgainst(deps, row, answer) : { forged: 'no transaction' };
}

function checkAgainst(deps: Deps, row: EvidenceRow, answer: AnswerDecision): Verified | Forged {
  if (!row.isOpen) return { method: row.method, signedBy: undefined, isLate: true };
  if (!row.device || !row.deviceId) return { forged: 'no device' };
  if (methodRules[row.method].decidedBy !== 'app') return { forged: 'another method' };
  try {
    const device = { deviceId: row.deviceId, jwk: row.device.publicJwk };
    deps.answerSignatures.verify(answer.signature, signedAnswerPayload(row, answer.decision), device);
    if (answer.decision === 'accept') checkFactor(deps, row, answer.factor);
    return { method: row.method, signedBy: row.deviceId };
  } catch (error) {
    if (error instanceof CountersignError) return { forged: error.detail ?? error.code };
    throw error;
  }
}

/** @throws CountersignError */
function checkFactor({ clock }: Pick<CommandDeps, 'clock'>, row: EvidenceRow, text: string | undefined): void {
  const { factors } = methodRules[row.method];
  if (factors.length === 0) return;
  if (text === undefined) throw new CountersignError('invalid_factor_proof', { detail: 'no factor' });
  const proof = readProof(row, text, clock());
  if (!factors.includes(authenticatorKindOf(proof.authenticator)) || !row.factorKey || !proof.isBy(row.factorKey))
    throw new CountersignError('invalid_factor_proof', { detail: 'factor: not by a key of the profile' });
}

function readProof(row: EvidenceRow, text: string, now: Date): FactorProof {
  const purpose = { challenge: challengeOf(row), transaction_id: row.id };
  return readFactorProof(text, { purpose, now, tolerance: 0 });
}

/** Name of the authenticator in a proof; its signature is verified later. */
function authenticatorOf(proof: string): string | undefined {
  try {
    const { kid } = JSON.parse(Buffer.from(proof.split('.')[0] ?? '', 'base64url').toString()) as { kid?: unknown };
    return typeof kid === 'string' ? kid : undefined;
  } catch {
    return undefined;
  }
}
