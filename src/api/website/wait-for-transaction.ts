import { waitForChange } from '../../database/wait-for-change.ts';
import type { Wait } from '../../database/wait-for-change.ts';
import { CountersignError } from '../../errors/countersign-error.ts';
import type { ApiDeps } from '../api-deps.ts';

export type { Wait };

/**
 * Waits until a transaction meets a condition.
 * @returns the last state that was read.
 * @throws CountersignError transaction_unavailable when the row does not exist.
 */
export async function waitForTransaction<Row>(
  deps: Pick<ApiDeps, 'notifications' | 'stopping'>,
  id: string,
  wait: Wait<Row>,
): Promise<Row> {
  const row = await waitForChange(deps, { topic: 'transaction', key: id }, wait);
  if (!row) throw new CountersignError('transaction_unavailable');
  return row;
}
