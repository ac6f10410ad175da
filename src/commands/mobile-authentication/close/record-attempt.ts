import { methodRules } from '../../../domain/mobile-authentication/methods/all-methods.ts';
import type { MethodName } from '../../../domain/mobile-authentication/method-names.ts';
import type { CommandDeps } from '../../command-deps.ts';
import { changeTransaction } from '../transaction-statement.ts';

/** Writes a wrong code or PIN that left attempts. The workflow has counted it already. */
export async function recordAttempt(deps: Pick<CommandDeps, 'em' | 'clock'>, attempt: { transactionId: string; method: MethodName; attemptsUsed: number }): Promise<void> {
  const change = {
    sql: `update transaction set attempts_used = ? where id = ? and status = 'pending' and attempts_used < ? returning *`,
    parameters: [attempt.attemptsUsed, attempt.transactionId, attempt.attemptsUsed],
  };
  const name = methodRules[attempt.method].decidedBy === 'code' ? 'SMS AUTH VALIDATION FAILURE' : 'PUSH AUTH VALIDATION PIN FAILURE';
  await changeTransaction(deps.em(), change, [{ name, occurredAt: deps.clock() }]);
}
