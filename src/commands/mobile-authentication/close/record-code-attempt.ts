import type { CommandDeps } from '../../command-deps.ts';
import { changeTransaction } from '../transaction-statement.ts';

/** Writes a wrong code that left attempts. The workflow has counted it already. */
export async function recordCodeAttempt(deps: Pick<CommandDeps, 'em' | 'clock'>, attempt: { transactionId: string; attemptsUsed: number }): Promise<void> {
  const change = {
    sql: `update transaction set attempts_used = ? where id = ? and status = 'pending' and attempts_used < ? returning *`,
    parameters: [attempt.attemptsUsed, attempt.transactionId, attempt.attemptsUsed],
  };
  await changeTransaction(deps.em(), change, [{ name: 'SMS AUTH VALIDATION FAILURE', occurredAt: deps.clock() }]);
}
