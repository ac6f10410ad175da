import { runStatement } from '../../../database/prepared-statement.ts';
import type { Statement } from '../../../database/prepared-statement.ts';
import { transactionIdOf } from '../../../domain/messages/text-messages/receipt-id.ts';
import { statusesBefore } from '../../../domain/messages/text-messages/status.ts';
import type { DeliveryStatus } from '../../../domain/messages/text-messages/status.ts';
import type { EventName } from '../../../domain/events/event-catalogue.ts';
import { CountersignError } from '../../../errors/countersign-error.ts';
import type { CommandDeps } from '../../command-deps.ts';
import { insertEvents, partiesOfTransaction } from '../../events/insert-events.ts';
import type { RequestOrigin } from '../../events/request-origin.ts';

/** Delivery state of a message, reported by its provider. */
export interface DeliveryReport {
  /** Id of the receipt: our id of the message. */
  receiptId: string;
  /** The provider's id of the message, if it was told. */
  providerMessageId?: string | undefined;
  status: DeliveryStatus;
  /** The provider's code, when it did not arrive. */
  error?: string | undefined;
  origin: RequestOrigin;
}

/** The event of a final state: of a text message of a mobile authentication, and of a message with a row of its own. */
const events: Partial<Record<DeliveryStatus, Record<'transaction' | 'message', EventName>>> = {
  delivered: { transaction: 'SMS AUTH DELIVERY SUCCESS', message: 'MESSAGE DELIVERED' },
  undelivered: { transaction: 'SMS AUTH DELIVERY FAILURE', message: 'MESSAGE NOT DELIVERED' },
  failed: { transaction: 'SMS AUTH DELIVERY FAILURE', message: 'MESSAGE NOT DELIVERED' },
};

/**
 * Records the delivery state of a text message, in one statement. Reports arrive out of order and are
 * repeated: an earlier state never overwrites a later one, and each final state has one event.
 * @throws CountersignError `not_found`: the message is unknown, or has another id at the provider.
 */
export async function recordDeliveryReport(
  deps: Pick<CommandDeps, 'em' | 'clock'>,
  report: DeliveryReport,
): Promise<void> {
  const { receiptId, providerMessageId, status, error } = report;
  const now = deps.clock();
  const before = statusesBefore(status);
  const told = tellEvents(report, now);
  // A report can arrive before the answer with the provider's id, or after that answer was lost.
  const sql = `
    with receipt as (select id from message_receipt where id = ? and channel in ('sms', 'whatsapp') and (provider_message_id is null or ?::text is null or provider_message_id = ?)),
    changed as (
      update message_receipt m set delivery_status = ?, delivery_error = ?, delivery_reported_at = ? from receipt
        where m.id = receipt.id and (m.delivery_status is null or m.delivery_status in (${['null', ...before.map(() => '?')].join(', ')})) returning m.id),
    noted as (update message set delivery_status = ?, delivery_error = ?, delivery_reported_at = ? where id = ?::uuid and exists (select from changed))
    ${told.map(({ sql: insert }, index) => `, told_${index} as (${insert})`).join('')}
    select id from receipt`;
  const change = [
    receiptId,
    providerMessageId ?? null,
    providerMessageId ?? null,
    status,
    error ?? null,
    now,
    ...before,
    ...[status, error ?? null, now, transactionIdOf(receiptId)],
  ];
  const parameters = [...change, ...told.flatMap((event) => event.parameters)];
  const known = await runStatement(deps.em(), { sql, parameters });
  if (known.length === 0) throw new CountersignError('not_found');
}

/** The event of the end of a message, of its transaction or its own; none: the report does not say of an end. */
function tellEvents({ receiptId, status, error, origin }: DeliveryReport, now: Date): Statement[] {
  const names = events[status];
  if (!names) return [];
  const subjectId = transactionIdOf(receiptId);
  const record = {
    occurredAt: now,
    subjectId,
    requestId: origin.requestId,
    detail: status === 'delivered' ? null : [status, error].filter(Boolean).join(' '),
    clientIp: origin.clientIp ?? null,
    userAgent: origin.userAgent?.slice(0, 255) ?? null,
  };
  const isMessage = 'select from message o where o.id = ?::uuid';
  const ofTransaction = {
    sql: `changed left join transaction t on t.id = ?::uuid where not exists (${isMessage})`,
    parameters: [subjectId, subjectId],
  };
  const ofMessage = { sql: 'changed join message o on o.id = ?::uuid', parameters: [subjectId] };
  return [
    insertEvents([{ ...record, name: names.transaction }], { rows: ofTransaction, taken: partiesOfTransaction('t') }),
    insertEvents([{ ...record, name: names.message }], { rows: ofMessage, taken: { userId: 'o.user_id' } }),
  ];
}
