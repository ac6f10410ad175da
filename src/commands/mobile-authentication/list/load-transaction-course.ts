import { CountersignError } from '../../../errors/countersign-error.ts';
import type { CommandDeps } from '../../command-deps.ts';
import { findCallback } from './find-callback.ts';
import type { SeenCallback } from './find-callback.ts';
import { findTransaction } from './find-transactions.ts';
import type { SeenTransaction } from './find-transactions.ts';
import { receiptIdOf } from '../../../domain/messages/text-messages/receipt-id.ts';
import type { DeliveryStatus } from '../../../domain/messages/text-messages/status.ts';
import { epoch } from '../../../database/epoch.ts';

/** A transaction with its callback, text messages and events. */
export interface TransactionCourse {
  seen: SeenTransaction;
  owed: SeenCallback | undefined;
  texts: SeenTextMessage[];
  events: TransactionEventSeen[];
}

/**
 * Loads a transaction with its callback, text messages and events.
 * @throws CountersignError transaction_not_found
 */
export async function loadTransactionCourse(deps: Pick<CommandDeps, 'em'>, id: string): Promise<TransactionCourse> {
  const seen = await findTransaction(deps, id);
  if (!seen) throw new CountersignError('transaction_not_found');
  return {
    seen,
    owed: await findCallback(deps, id),
    texts: await findTextMessages(deps, seen),
    events: await findTransactionEvents(deps, id),
  };
}

/** A text message of a transaction, without number and text. Times are epoch milliseconds. */
interface SeenTextMessage {
  id: string;
  /** `sending`: the result is unknown. */
  status: 'sending' | 'sent' | 'refused';
  /** Why the provider refused it. */
  refusal: string | null;
  createdAt: number;
  /** Last delivery state from the provider. */
  deliveryStatus: DeliveryStatus | null;
  deliveryError: string | null;
  deliveryReportedAt: number | null;
}

/** The text messages of a transaction, in the order in which they were sent. Their ids follow from its steps, so no index is needed. */
async function findTextMessages(
  deps: Pick<CommandDeps, 'em'>,
  { id, steps, resendsUsed }: SeenTransaction,
): Promise<SeenTextMessage[]> {
  const ids = steps.flatMap(({ method }, step) =>
    method === 'SMS'
      ? Array.from({ length: resendsUsed + 2 }, (_, send) => receiptIdOf({ transactionId: id, step, send }))
      : [],
  );
  if (ids.length === 0) return [];
  return deps.em().execute<SeenTextMessage[]>(
    `select id, status, refusal, ${epoch('created_at')} as "createdAt", delivery_status as "deliveryStatus", delivery_error as "deliveryError", ${epoch('delivery_reported_at')} as "deliveryReportedAt"
       from message_receipt where channel = 'sms' and id in (${ids.map(() => '?').join(', ')}) order by created_at`,
    ids,
  );
}

/** Something that happened to a transaction. */
interface TransactionEventSeen {
  name: string;
  /** Epoch milliseconds. */
  occurredAt: number;
  agentUser: string | null;
  detail: string | null;
}

/** Most events of a list: more than a normal transaction has. */
const most = 100;

/** The first events of a transaction, in order. */
async function findTransactionEvents(
  deps: Pick<CommandDeps, 'em'>,
  transactionId: string,
): Promise<TransactionEventSeen[]> {
  return deps
    .em()
    .execute(
      `select name, ${epoch('occurred_at')} as "occurredAt", agent_user as "agentUser", detail from event where subject_id = ? order by id limit ?`,
      [transactionId, most],
    );
}
