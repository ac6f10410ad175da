import { Transaction } from '../../../entities/mobile-authentication/transaction.ts';
import { isTransactionId } from '../../../domain/mobile-authentication/transaction-id.ts';
import type { CommandDeps } from '../../command-deps.ts';
import { writeEvent } from '../../events/record-event.ts';

/** An update that the API did not send, or sent to another workflow. */
export interface ForgedUpdate {
  /** Of the workflow, which is the transaction's. */
  id: string;
  /** Its name. */
  update: string;
  /** The check that failed. */
  reason: string;
}

/** Records an update that only a party with access to Temporal can have sent. */
export async function recordForgedUpdate(
  deps: Pick<CommandDeps, 'em' | 'clock'>,
  { id, update, reason }: ForgedUpdate,
): Promise<void> {
  const row = isTransactionId(id)
    ? await deps.em().findOne(Transaction, { id }, { fields: ['userId', 'requestId'] })
    : null;
  await writeEvent(deps, {
    name: 'MOBILE AUTH FORGED UPDATE',
    occurredAt: deps.clock(),
    requestId: row?.requestId ?? null,
    userId: row?.userId ?? null,
    subjectId: isTransactionId(id) ? id : null,
    detail: `${update}: ${reason}`.slice(0, 255),
  });
}
