import { runStatement } from '../../../database/prepared-statement.ts';
import type { MessageChannel } from '../../../domain/messages/delivery/status.ts';
import { MessageReceipt } from '../../../entities/messages/message-receipt.ts';
import type { CommandDeps } from '../../command-deps.ts';

/** What a receipt was found to be. */
export type ReceiptState = 'opened' | 'sent' | 'refused' | 'closed';

/** What a message is sent for, and what of it has to be open: a mobile authentication, or a message that stands for itself. */
const subjects = {
  transaction: `from transaction where id = ? and status = 'pending' for share`,
  message: `from message where id = ? and status = 'queued' for share`,
} as const;

/**
 * Takes the right to send one message for something that is open. `opened`: send it. `sent`: an earlier try did, or died while
 * doing it (the outcome is unknown, and a second message would be worse). `refused`: an earlier try was told no. `closed`: it is not wanted any
 * more; the row is locked meanwhile, so that who takes it back knows whether a message of it may be on its way.
 */
export async function openReceipt(
  deps: Pick<CommandDeps, 'em' | 'clock'>,
  {
    id,
    channel,
    subject,
    subjectId,
  }: { id: string; channel: MessageChannel; subject: keyof typeof subjects; subjectId: string },
): Promise<ReceiptState> {
  const opened = await runStatement(deps.em(), {
    sql: `insert into message_receipt (id, channel, status, created_at)
      select ?::text, ?::text, 'sending', ?::timestamptz ${subjects[subject]}
      on conflict do nothing returning id`,
    parameters: [id, channel, deps.clock(), subjectId],
  });
  if (opened.length > 0) return 'opened';
  const receipt = await deps.em().findOne(MessageReceipt, { id });
  if (!receipt) return 'closed';
  return receipt.status === 'refused' ? 'refused' : 'sent';
}

/** Writes what the provider said, and after how many milliseconds. */
export async function finishReceipt(
  deps: Pick<CommandDeps, 'em'>,
  id: string,
  result: { status: 'sent'; providerMessageId: string } | { status: string; code: string },
  tookMs: number,
): Promise<void> {
  const isSent = 'providerMessageId' in result;
  await runStatement(deps.em(), {
    sql: `update message_receipt set status = ?, ${isSent ? 'provider_message_id' : 'refusal'} = ?, took_ms = ? where id = ?`,
    parameters: [...(isSent ? ['sent', result.providerMessageId] : ['refused', result.code]), Math.round(tookMs), id],
  });
}
