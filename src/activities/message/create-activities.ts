import { expireMessage, recordAttempt, recordLostAttempt } from '../../commands/messages/delivery/end-message.ts';
import type { AttemptResult } from '../../commands/messages/delivery/end-message.ts';
import { loadQueuedMessage } from '../../commands/messages/delivery/load-message.ts';
import type { QueuedMessage } from '../../commands/messages/delivery/load-message.ts';
import { openReceipt } from '../../commands/messages/receipts/message-receipts.ts';
import { receiptIdOf } from '../../domain/messages/text-messages/receipt-id.ts';
import type { ActivityDeps } from '../activity-deps.ts';
import { sendByChannel } from './send-by-channel.ts';

/** Milliseconds for the provider. */
const providerTimeout = 15_000;

/** The activities of messages, under the names that the workflow uses. */
export function createMessageActivities(deps: ActivityDeps) {
  return {
    /**
     * Makes one attempt to send a message. It writes a receipt before: a worker that repeats the activity after a crash finds it and does
     * not send a second message.
     * @returns `open`: the message was certainly not sent and may be tried again.
     */
    async sendMessage({ messageId, attempt }: { messageId: string; attempt: number }): Promise<'ended' | 'open'> {
      const message = await loadQueuedMessage(deps, messageId);
      if (!message) return 'ended';
      const receiptId = receiptIdOf({ transactionId: messageId, step: 0, send: attempt });
      const { channel } = message;
      const receipt = await openReceipt(deps, { id: receiptId, channel, subject: 'message', subjectId: messageId });
      if (receipt === 'closed') return 'ended';
      if (receipt === 'refused') return 'open';
      if (receipt === 'sent') {
        await recordLostAttempt(deps, messageId);
        return 'ended';
      }
      const started = performance.now();
      const result = await sendByChannel(deps, message, { idempotencyKey: receiptId, timeoutMs: providerTimeout });
      const tookMs = performance.now() - started;
      logAttempt(deps, message, { attempt, result, seconds: tookMs / 1000 });
      return (await recordAttempt(deps, { messageId, attempt, receiptId, result, tookMs })) ? 'ended' : 'open';
    },
    expireMessage: ({ messageId }: { messageId: string }): Promise<void> => expireMessage(deps, messageId),
  };
}

export type MessageActivities = ReturnType<typeof createMessageActivities>;

/** Logs an attempt with the id of the message, without recipient and content. */
function logAttempt(
  { log }: Pick<ActivityDeps, 'log'>,
  { id, channel, template, requestId }: QueuedMessage,
  { attempt, result, seconds }: { attempt: number; result: AttemptResult & { detail?: string }; seconds: number },
): void {
  const said = { message_id: id, channel, template, request_id: requestId, attempt, seconds };
  if (result.status === 'sent') log.info(said, 'message sent');
  else log.warn({ ...said, code: result.code, detail: result.detail, retryable: result.retryable }, 'message refused');
}
