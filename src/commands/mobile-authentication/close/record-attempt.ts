import type { EventName } from '../../../domain/events/event-catalogue.ts';
import { methodRules } from '../../../domain/mobile-authentication/methods/all-methods.ts';
import type { MethodName } from '../../../domain/mobile-authentication/method-names.ts';
import type { CommandDeps } from '../../command-deps.ts';
import { changeTransaction } from '../transaction-statement.ts';

export interface Attempt {
  transactionId: string;
  method: MethodName;
  attemptsUsed: number;
  /** It was a wrong verification code: so many there were. */
  wrongCodes?: number;
}

/** Writes a wrong code or PIN that left attempts. The workflow has counted it already. */
export async function recordAttempt(deps: Pick<CommandDeps, 'em' | 'clock'>, attempt: Attempt): Promise<void> {
  const { transactionId, attemptsUsed, wrongCodes = 0 } = attempt;
  const change = {
    sql: `update transaction set attempts_used = greatest(attempts_used, ?), wrong_codes = greatest(wrong_codes, ?)
           where id = ? and status = 'pending' and (attempts_used < ? or wrong_codes < ?) returning *`,
    parameters: [attemptsUsed, wrongCodes, transactionId, attemptsUsed, wrongCodes],
  };
  await changeTransaction(deps.em(), change, [{ name: eventOf(attempt), occurredAt: deps.clock() }]);
}

function eventOf({ method, wrongCodes }: Attempt): EventName {
  if (wrongCodes !== undefined) return 'PUSH AUTH VALIDATION CODE FAILURE';
  return methodRules[method].decidedBy === 'code' ? 'SMS AUTH VALIDATION FAILURE' : 'PUSH AUTH VALIDATION PIN FAILURE';
}
