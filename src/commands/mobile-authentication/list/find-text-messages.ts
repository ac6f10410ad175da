import { receiptIdOf } from '../../../domain/text-messages/receipt-id.ts';
import type { DeliveryStatus } from '../../../domain/text-messages/status.ts';
import type { CommandDeps } from '../../command-deps.ts';
import { epoch } from '../../epoch.ts';
import type { SeenTransaction } from './find-transactions.ts';

/** A text message of a transaction, without number and text. Times are epoch milliseconds. */
export interface SeenTextMessage {
  id: string;
  /** `sending`: nobody knows whether it went out. */
  status: 'sending' | 'sent' | 'refused';
  /** Why the provider refused it. */
  refusal: string | null;
  createdAt: number;
  /** What the provider has said of it since. */
  deliveryStatus: DeliveryStatus | null;
  deliveryError: string | null;
  deliveryReportedAt: number | null;
}

/** The text messages of a transaction, in the order in which they were sent. Their ids follow from its steps, so no index is needed. */
export async function findTextMessages(deps: Pick<CommandDeps, 'em'>, { id, steps, resendsUsed }: SeenTransaction): Promise<SeenTextMessage[]> {
  const ids = steps.flatMap(({ method }, step) => (method === 'SMS' ? Array.from({ length: resendsUsed + 2 }, (_, send) => receiptIdOf({ transactionId: id, step, send })) : []));
  if (ids.length === 0) return [];
  return deps.em().execute<SeenTextMessage[]>(
    `select id, status, refusal, ${epoch('created_at')} as "createdAt", delivery_status as "deliveryStatus", delivery_error as "deliveryError", ${epoch('delivery_reported_at')} as "deliveryReportedAt"
       from message_receipt where channel = 'sms' and id in (${ids.map(() => '?').join(', ')}) order by created_at`,
    ids,
  );
}
