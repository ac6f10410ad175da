import type { EventName } from '../../../domain/events/event-catalogue.ts';
import { methodRules } from '../../../domain/mobile-authentication/methods/all-methods.ts';
import { isFailedAttempt } from '../../../domain/mobile-authentication/evidence.ts';
import type { Evidence } from '../../../domain/mobile-authentication/evidence.ts';
import type { MethodName } from '../../../domain/configuration/mobile-authentication-types/method-names.ts';
import type { CommandDeps } from '../../command-deps.ts';
import { changeTransaction } from '../transaction-statement.ts';
import { checkSeal } from './check-evidence.ts';
import type { Forged } from './check-evidence.ts';
import { recordForgedUpdate } from './record-forged-update.ts';

export interface Attempt {
  transactionId: string;
  method: MethodName;
  attemptsUsed: number;
  /** Number of wrong verification codes so far; undefined for a PIN. */
  wrongCodes?: number;
  /** Evidence of its update. */
  evidence?: Evidence;
}

/**
 * Records a wrong code or PIN that left attempts. The workflow has counted it already.
 * @returns the reason when the API did not send it.
 */
export async function recordAttempt(
  deps: Pick<CommandDeps, 'em' | 'clock' | 'keyring'>,
  attempt: Attempt,
): Promise<Forged | undefined> {
  const forged = check(deps, attempt);
  if (forged) {
    const update = attempt.evidence?.update ?? 'attempt';
    // Without its event it counts no more than with it.
    await recordForgedUpdate(deps, { id: attempt.transactionId, update, reason: forged.forged }).catch(() => undefined);
    return forged;
  }
  const { transactionId, attemptsUsed, wrongCodes = 0 } = attempt;
  const change = {
    sql: `update transaction set attempts_used = greatest(attempts_used, ?), wrong_codes = greatest(wrong_codes, ?)
           where id = ? and status = 'pending' and (attempts_used < ? or wrong_codes < ?) returning *`,
    parameters: [attemptsUsed, wrongCodes, transactionId, attemptsUsed, wrongCodes],
  };
  await changeTransaction(deps.em(), change, [{ name: eventOf(attempt), occurredAt: deps.clock() }]);
  return undefined;
}

function check(deps: Pick<CommandDeps, 'keyring'>, { transactionId, evidence }: Attempt): Forged | undefined {
  if (!evidence) return { forged: 'no evidence' };
  return checkSeal(deps, transactionId, evidence) ?? (isFailedAttempt(evidence) ? undefined : { forged: 'no attempt' });
}

function eventOf({ method, wrongCodes }: Attempt): EventName {
  if (wrongCodes !== undefined) return 'PUSH AUTH VALIDATION CODE FAILURE';
  return methodRules[method].decidedBy === 'code' ? 'SMS AUTH VALIDATION FAILURE' : 'PUSH AUTH VALIDATION PIN FAILURE';
}
