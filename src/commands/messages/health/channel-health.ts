import type { MessageReceipt } from '../../../entities/messages/message-receipt.ts';
import type { CommandDeps } from '../../command-deps.ts';

/** How a channel has fared of late. */
export interface ChannelHealth {
  channel: MessageReceipt['channel'];
  /** Tries in the window. */
  attempts: number;
  /** Tries that the provider refused, or that came to nothing otherwise. */
  refused: number;
  /** Messages of which the provider said that they did not arrive. */
  undelivered: number;
  /** When the provider last took one; null: not in the window. */
  lastSuccessAt: Date | null;
}

/** Minutes that are looked at: long enough for a channel that is seldom used, short enough to tell of now. */
export const healthWindowMinutes = 60;

interface Row {
  channel: MessageReceipt['channel'];
  attempts: string;
  refused: string;
  undelivered: string;
  last_success_at: Date | null;
}

/** Counts the receipts of the last hour, in the order of the index on `created_at`. A channel that was not used is not in it. */
export async function findChannelHealth({ em, clock }: Pick<CommandDeps, 'em' | 'clock'>): Promise<ChannelHealth[]> {
  const since = new Date(clock().getTime() - healthWindowMinutes * 60_000);
  const rows = await em().execute<Row[]>(
    `select channel, count(*) as attempts, count(*) filter (where status = 'refused') as refused,
        count(*) filter (where delivery_status in ('undelivered', 'failed')) as undelivered,
        max(created_at) filter (where status = 'sent') as last_success_at
       from message_receipt where created_at >= ? group by channel order by channel`,
    [since],
  );
  return rows.map(({ channel, attempts, refused, undelivered, last_success_at: lastSuccessAt }) => ({
    channel,
    attempts: Number(attempts),
    refused: Number(refused),
    undelivered: Number(undelivered),
    lastSuccessAt: lastSuccessAt && new Date(lastSuccessAt),
  }));
}
