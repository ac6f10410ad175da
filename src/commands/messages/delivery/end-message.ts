import { LockMode } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';
import type { EventName } from '../../../domain/events/event-catalogue.ts';
import type { MessageStatus } from '../../../domain/messages/delivery/status.ts';
import { Message } from '../../../entities/messages/message.ts';
import { MessageReceipt } from '../../../entities/messages/message-receipt.ts';
import type { CommandDeps } from '../../command-deps.ts';
import { recordEvent } from '../../events/record-event.ts';

/** How a try went. */
export type AttemptResult =
  | { status: 'sent'; providerMessageId: string }
  | { status: 'refused'; code: string; retryable: boolean };

const events: Record<Exclude<MessageStatus, 'queued'>, EventName> = {
  sent: 'MESSAGE SENT',
  failed: 'MESSAGE FAILED',
  expired: 'MESSAGE EXPIRED',
};

type Deps = Pick<CommandDeps, 'em' | 'clock'>;

/**
 * Writes down how a try went, and the end of the message with it unless it is tried again.
 * @returns whether the message has ended.
 */
export async function recordAttempt(
  deps: Deps,
  {
    messageId,
    attempt,
    receiptId,
    result,
    tookMs,
  }: { messageId: string; attempt: number; receiptId: string; result: AttemptResult; tookMs: number },
): Promise<boolean> {
  return deps.em().transactional(async (em) => {
    const isSent = result.status === 'sent';
    await em.nativeUpdate(
      MessageReceipt,
      { id: receiptId, status: 'sending' },
      {
        tookMs: Math.round(tookMs),
        ...(isSent
          ? { status: 'sent', providerMessageId: result.providerMessageId }
          : { status: 'refused', refusal: result.code }),
      },
    );
    await em.nativeUpdate(Message, { id: messageId }, { attempts: attempt + 1 });
    if (isSent) return end(em, deps, messageId, { status: 'sent' });
    if (result.retryable) return false;
    return end(em, deps, messageId, { status: 'failed', failure: result.code });
  });
}

/** Ends a message whose outcome is unknown, because its sender died, as sent: a second one would be worse. */
export async function recordLostAttempt(deps: Deps, messageId: string): Promise<void> {
  await deps.em().transactional((em) => end(em, deps, messageId, { status: 'sent', failure: 'outcome_unknown' }));
}

/** Ends a message that is too late. One that has ended stays as it is. */
export async function expireMessage(deps: Deps, messageId: string): Promise<void> {
  await deps.em().transactional((em) => end(em, deps, messageId, { status: 'expired' }));
}

/** Ends a message whose workflow cannot be started: its caller was told that it does not go out. */
export async function endUnsentMessage(deps: Deps, messageId: string): Promise<void> {
  await deps.em().transactional((em) => end(em, deps, messageId, { status: 'failed', failure: 'engine_unreachable' }));
}

/** What it said and to whom is gone with the end. */
async function end(
  em: EntityManager,
  { clock }: Pick<Deps, 'clock'>,
  id: string,
  { status, failure = null }: { status: Exclude<MessageStatus, 'queued'>; failure?: string | null },
): Promise<true> {
  const message = await em.findOne(Message, { id, status: 'queued' }, { lockMode: LockMode.PESSIMISTIC_WRITE });
  if (!message) return true;
  const endedAt = clock();
  Object.assign(message, { status, failure, endedAt, content: null });
  recordEvent(em, {
    name: events[status],
    occurredAt: endedAt,
    userId: message.userId ?? null,
    requestId: message.requestId ?? null,
    subjectId: id,
    detail: [message.channel, message.template, failure].filter(Boolean).join(' '),
  });
  return true;
}
