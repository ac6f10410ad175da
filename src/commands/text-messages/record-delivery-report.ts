import { transactionIdOf } from '../../domain/text-messages/receipt-id.ts';
import { statusesBefore } from '../../domain/text-messages/status.ts';
import type { DeliveryStatus } from '../../domain/text-messages/status.ts';
import type { EventName } from '../../domain/events/event-catalogue.ts';
import { timeOrderedId } from '../../entities/columns/id.ts';
import { CountersignError } from '../../errors/countersign-error.ts';
import type { CommandDeps } from '../command-deps.ts';
import type { RequestOrigin } from '../request-origin.ts';

/** What a provider says has become of a message. */
export interface DeliveryReport {
  /** Id of the receipt: what we called the message. */
  receiptId: string;
  /** What the provider calls it, where it says so. */
  providerMessageId?: string | undefined;
  status: DeliveryStatus;
  /** The provider's code, when it did not arrive. */
  error?: string | undefined;
  origin: RequestOrigin;
}

const events: Partial<Record<DeliveryStatus, EventName>> = { delivered: 'SMS AUTH DELIVERY SUCCESS', undelivered: 'SMS AUTH DELIVERY FAILURE', failed: 'SMS AUTH DELIVERY FAILURE' };

/**
 * Records what has become of a text message, in one statement: every message has such reports. They overtake each other and are
 * repeated: an earlier state never overwrites a later one, and each end is told by one event.
 * @throws CountersignError `not_found`: a message that is not known, or goes by another name at the provider.
 */
export async function recordDeliveryReport(deps: Pick<CommandDeps, 'em' | 'clock'>, report: DeliveryReport): Promise<void> {
  const { receiptId, providerMessageId, status, error, origin } = report;
  const now = deps.clock();
  const transactionId = transactionIdOf(receiptId);
  const before = statusesBefore(status);
  const detail = status === 'delivered' ? null : [status, error].filter(Boolean).join(' ');
  // A report can be faster than the answer that names the message, and come for a message whose answer was lost.
  const sql = `
    with receipt as (select id from message_receipt where id = ? and channel = 'sms' and (provider_message_id is null or ?::text is null or provider_message_id = ?)),
    changed as (
      update message_receipt m set delivery_status = ?, delivery_error = ?, delivery_reported_at = ? from receipt
        where m.id = receipt.id and (m.delivery_status is null or m.delivery_status in (${['null', ...before.map(() => '?')].join(', ')})) returning m.id),
    told as (
      insert into event (id, name, occurred_at, user_id, client_id, app_name, subject_id, request_id, detail, client_ip, user_agent)
        select ?::uuid, e.name, ?::timestamptz, t.user_id, t.api_client_id, (select a.name from api_client a where a.id = t.api_client_id), ?::text, ?, ?, ?, ?
          from changed cross join (select ?::text as name) e left join transaction t on t.id = ?::uuid where e.name is not null)
    select id from receipt`;
  const change = [receiptId, providerMessageId ?? null, providerMessageId ?? null, status, error ?? null, now, ...before];
  const event = [timeOrderedId(now.getTime()), now, transactionId, origin.requestId, detail, origin.clientIp ?? null, origin.userAgent?.slice(0, 255) ?? null, events[status] ?? null, transactionId];
  const known = await deps.em().execute(sql, [...change, ...event]);
  if (known.length === 0) throw new CountersignError('not_found');
}
