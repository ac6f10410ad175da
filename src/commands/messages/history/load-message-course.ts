import { epoch } from '../../../database/epoch.ts';
import { receiptIdOf } from '../../../domain/messages/text-messages/receipt-id.ts';
import { CountersignError } from '../../../errors/countersign-error.ts';
import type { CommandDeps } from '../../command-deps.ts';
import { findMessage } from './find-messages.ts';
import type { SeenMessage } from './find-messages.ts';

/** A try to hand a message to its provider. Times are epoch milliseconds. */
export interface SeenTry {
  /** From 1. */
  number: number;
  triedAt: number;
  /** `sending`: the result is unknown. */
  status: 'sending' | 'sent' | 'refused';
  refusal: string | null;
  /** Milliseconds until the provider answered. */
  tookMs: number | null;
  providerMessageId: string | null;
}

/** A message with its last tries, oldest first. */
export interface MessageCourse {
  seen: SeenMessage;
  tries: SeenTry[];
}

/** Tries that are shown. */
const mostTries = 20;

/**
 * Loads a message with its last tries.
 * @throws CountersignError message_not_found
 */
export async function loadMessageCourse(deps: Pick<CommandDeps, 'em' | 'keyring'>, id: string): Promise<MessageCourse> {
  const seen = await findMessage(deps, id);
  if (!seen) throw new CountersignError('message_not_found');
  return { seen, tries: await findTries(deps, seen) };
}

type Row = Omit<SeenTry, 'number'> & { id: string };

/** Their ids follow from the message, so no index is needed. The last one may not be counted yet. */
async function findTries(deps: Pick<CommandDeps, 'em'>, { id, attempts }: SeenMessage): Promise<SeenTry[]> {
  const first = Math.max(0, attempts + 1 - mostTries);
  const ids = Array.from({ length: attempts + 1 - first }, (_, index) =>
    receiptIdOf({ transactionId: id, step: 0, send: first + index }),
  );
  const rows = await deps.em().execute<Row[]>(
    `select id, status, refusal, took_ms as "tookMs", provider_message_id as "providerMessageId", ${epoch('created_at')} as "triedAt"
       from message_receipt where id in (${ids.map(() => '?').join(', ')})`,
    ids,
  );
  return ids.flatMap((receiptId, index) => {
    const row = rows.find((each) => each.id === receiptId);
    if (!row) return [];
    const { id: _, ...tried } = row;
    return [{ ...tried, number: first + index + 1 }];
  });
}
