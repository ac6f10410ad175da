import { MessageReceipt } from '../../../entities/happenings/message-receipt.ts';
import type { CommandDeps } from '../../command-deps.ts';

/**
 * Takes the right to send one text message of a transaction that is open. `opened`: send it. `sent`: an earlier try did, or died while
 * doing it (nobody knows, and a second message would be worse). `refused`: an earlier try was told no. `closed`: nobody wants it any
 * more; the row is locked meanwhile, so that who takes a transaction back knows whether a message of it may be on its way.
 */
export async function openReceipt(deps: Pick<CommandDeps, 'em' | 'clock'>, { transactionId, id }: { transactionId: string; id: string }): Promise<'opened' | 'sent' | 'refused' | 'closed'> {
  const opened = await deps.em().execute(
    `insert into message_receipt (id, channel, status, created_at)
      select ?, 'sms', 'sending', ? from transaction where id = ? and status = 'pending' for share
      on conflict do nothing returning id`,
    [id, deps.clock(), transactionId],
  );
  if (opened.length > 0) return 'opened';
  const receipt = await deps.em().findOne(MessageReceipt, { id });
  if (!receipt) return 'closed';
  return receipt.status === 'refused' ? 'refused' : 'sent';
}

/** Writes what the provider said. */
export async function finishReceipt(
  deps: Pick<CommandDeps, 'em'>,
  id: string,
  result: { status: 'sent'; providerMessageId: string } | { status: string; code: string },
): Promise<void> {
  const change = 'providerMessageId' in result ? { status: 'sent' as const, providerMessageId: result.providerMessageId } : { status: 'refused' as const, refusal: result.code };
  await deps.em().nativeUpdate(MessageReceipt, { id }, change);
}
