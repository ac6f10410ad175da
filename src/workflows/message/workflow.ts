import { proxyActivities, sleep } from '@temporalio/workflow';
import type { MessageActivities } from '../../activities/message/create-activities.ts';
import { pauseAfter } from '../../domain/messages/delivery/retry.ts';
import type { MessageInput } from './contract.ts';

const { sendMessage, expireMessage } = proxyActivities<MessageActivities>({
  startToCloseTimeout: '30 s',
  // A refusal of the provider is a result. An activity fails when it was lost or the database is unreachable; the receipt then prevents a
  // second message.
  retry: { initialInterval: '1 s', backoffCoefficient: 2, maximumInterval: '30 s' },
});

/** Sends a message, and again after each retryable refusal, until it was sent, cannot be sent, or has expired. */
export async function deliverMessage({ messageId, expiresAt }: MessageInput): Promise<void> {
  for (let attempt = 0; ; attempt += 1) {
    if ((await sendMessage({ messageId, attempt })) === 'ended') return;
    const pause = pauseAfter(attempt);
    if (pause === undefined || Date.now() + pause >= expiresAt) break;
    await sleep(pause);
  }
  await expireMessage({ messageId });
}
