import type { z } from 'zod';
import type { MessagePosition, SeenMessage } from '../../../commands/messages/history/find-messages.ts';
import type { MessageCourse } from '../../../commands/messages/history/load-message-course.ts';
import { CountersignError } from '../../../errors/countersign-error.ts';
import { pageOf, readCursor, writeCursor } from '../cursor.ts';
import { presentTime, presentTimeOrNull } from '../time.ts';
import type { messageDetails, messageList } from './schema.ts';

type Listed = z.input<typeof messageList>['items'][number];

/**
 * A page of messages.
 * @param found one more than `limit`, when there are more.
 */
export function presentMessagePage(found: readonly SeenMessage[], limit: number): z.input<typeof messageList> {
  const { page, next } = pageOf(found, limit, ({ position: { createdAt, id } }) => writeCursor(`${createdAt}~${id}`));
  return { items: page.map(presentMessage), next_cursor: next };
}

/**
 * The position of the last message of the page before.
 * @throws CountersignError invalid_request
 */
export function readMessagePosition(cursor: string): MessagePosition {
  const [, createdAt, id] = position.exec(readCursor(cursor)) ?? [];
  if (createdAt === undefined || id === undefined)
    throw new CountersignError('invalid_request', { extra: { parameter: 'cursor' } });
  return { createdAt, id };
}

/** Microseconds of the epoch, and a UUID. */
const position = /^(\d{1,16})~([\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12})$/;

/** Everything that operators see of a message. */
export function presentMessageDetails({ seen, tries }: MessageCourse): z.input<typeof messageDetails> {
  return {
    ...presentMessage(seen),
    request_id: seen.requestId,
    delivery_status: seen.deliveryStatus,
    tries: tries.map(({ number, triedAt, status, refusal, tookMs, providerMessageId }) => ({
      number,
      tried_at: presentTime(triedAt),
      status,
      refusal,
      took_ms: tookMs,
      provider_message_id: providerMessageId,
    })),
  };
}

function presentMessage(seen: SeenMessage): Listed {
  const { id, channel, template, locale, destination, attempts } = seen;
  return {
    ...{ id, user_id: seen.userId, channel, template, locale, destination },
    status: seen.state,
    reason: seen.failure ?? seen.deliveryError,
    attempts,
    created_at: presentTime(seen.createdAt),
    expires_at: presentTime(seen.expiresAt),
    ended_at: presentTimeOrNull(seen.endedAt),
    delivery_reported_at: presentTimeOrNull(seen.deliveryReportedAt),
  };
}
