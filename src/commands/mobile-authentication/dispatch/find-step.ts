import { runStatement } from '../../../database/prepared-statement.ts';
import type { MethodName } from '../../../domain/configuration/mobile-authentication-types/method-names.ts';
import type { TransactionPolicy } from '../../../domain/mobile-authentication/policy.ts';
import type { CommandDeps } from '../../command-deps.ts';

/** The method of one step and those that were tried before it; undefined when the transaction has ended. */
export async function findStep(
  deps: Pick<CommandDeps, 'em'>,
  work: { transactionId: string; step: number },
): Promise<{ method: MethodName; earlier: MethodName[] } | undefined> {
  const [transaction] = await runStatement<{ policy: TransactionPolicy }>(deps.em(), {
    sql: `select policy from transaction where id = ? and status = 'pending'`,
    parameters: [work.transactionId],
  });
  const step = transaction?.policy.steps[work.step];
  return (
    step && { method: step.method, earlier: transaction.policy.steps.slice(0, work.step).map(({ method }) => method) }
  );
}
