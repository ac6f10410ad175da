import type { z } from 'zod';
import type { SeenCallback } from '../../../commands/mobile-authentication/list/find-callback.ts';
import type { TransactionCourse } from '../../../commands/mobile-authentication/list/load-transaction-course.ts';
import type { SeenTransaction } from '../../../commands/mobile-authentication/list/find-transactions.ts';
import { eventTypeOf } from '../../../domain/events/event-type.ts';
import type { Keyring } from '../../../security/keyring.ts';
import { userHash } from '../../../security/user-hash.ts';
import { pageOf } from '../cursor.ts';
import { presentTime, presentTimeOrNull } from '../time.ts';
import { writePosition } from './position.ts';
import type { callback, transactionDetails, transactionList } from './schema.ts';

type Listed = z.input<typeof transactionList>['items'][number];

function presentTransaction(seen: SeenTransaction): Listed {
  return {
    id: seen.id,
    status: seen.status,
    reason: seen.reason,
    type: seen.type,
    method: seen.method,
    application: seen.application,
    user_id: seen.userId,
    device_id: seen.deviceId,
    client_id: seen.apiClientId,
    created_at: presentTime(seen.createdAt),
    expires_at: presentTime(seen.expiresAt),
    closed_at: presentTimeOrNull(seen.closedAt),
    callback_status: seen.callbackStatus,
  };
}

/**
 * A page of transactions.
 * @param found one more than `limit`, when there are more.
 */
export function presentTransactionPage(
  found: readonly SeenTransaction[],
  limit: number,
): z.input<typeof transactionList> {
  const { page, next } = pageOf(found, limit, ({ id }) => writePosition(id));
  return { items: page.map(presentTransaction), next_cursor: next };
}

/** Everything that operators see of a transaction. */
export function presentTransactionDetails(
  keyring: Keyring,
  { seen, owed, texts, events }: TransactionCourse,
): z.input<typeof transactionDetails> {
  return {
    ...presentTransaction(seen),
    user_hash: seen.userId === null ? null : userHash(keyring, seen.userId),
    refusal: seen.refusal,
    request_id: seen.requestId,
    steps: seen.steps.map(({ typeName, method, maxAttempts, maxResends }) => ({
      type: typeName,
      method,
      max_attempts: maxAttempts,
      max_resends: maxResends,
    })),
    attempts_used: seen.attemptsUsed,
    resends_used: seen.resendsUsed,
    dispatched_at: presentTimeOrNull(seen.dispatchedAt),
    fetched_at: presentTimeOrNull(seen.fetchedAt),
    cancel_requested_at: presentTimeOrNull(seen.cancelRequestedAt),
    text_messages: texts.map((sent) => ({
      sent_at: presentTime(sent.createdAt),
      status: sent.status,
      refusal: sent.refusal,
      delivery_status: sent.deliveryStatus,
      delivery_error: sent.deliveryError,
      delivery_reported_at: presentTimeOrNull(sent.deliveryReportedAt),
    })),
    callback: owed ? presentCallback(owed) : null,
    events: events.map(({ name, occurredAt, agentUser, detail }) => ({
      name,
      type: eventTypeOf(name),
      occurred_at: presentTime(occurredAt),
      agent_user: agentUser,
      detail,
    })),
  };
}

export function presentCallback({
  id,
  url,
  status,
  attempts,
  replays,
  nextAttemptAt,
  deliveredAt,
  tries,
}: SeenCallback): z.input<typeof callback> {
  return {
    id,
    url: withoutQuery(url),
    status,
    attempts,
    replays,
    next_attempt_at: presentTimeOrNull(nextAttemptAt),
    delivered_at: presentTimeOrNull(deliveredAt),
    tries: tries.map((tried) => ({
      number: tried.number,
      attempted_at: presentTime(tried.attemptedAt),
      duration_ms: tried.durationMs,
      http_status: tried.httpStatus,
      failure: tried.failure,
      next_attempt_at: presentTimeOrNull(tried.nextAttemptAt),
    })),
  };
}

/** Without the query: sites put secrets into it. */
function withoutQuery(url: string): string {
  const parsed = URL.parse(url);
  return parsed ? `${parsed.origin}${parsed.pathname}` : '';
}
