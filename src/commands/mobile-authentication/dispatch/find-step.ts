import type { MethodName } from '../../../domain/mobile-authentication/method-names.ts';
import { Transaction } from '../../../entities/happenings/transaction.ts';
import type { CommandDeps } from '../../command-deps.ts';

/** The method of one step and those that were tried before it; undefined when the transaction has ended. */
export async function findStep(deps: Pick<CommandDeps, 'em'>, work: { transactionId: string; step: number }): Promise<{ method: MethodName; earlier: MethodName[] } | undefined> {
  const transaction = await deps.em().findOne(Transaction, { id: work.transactionId, status: 'pending' });
  const step = transaction?.policy.steps[work.step];
  return step && { method: step.method, earlier: transaction.policy.steps.slice(0, work.step).map(({ method }) => method) };
}
