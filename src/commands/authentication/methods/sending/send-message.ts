import { CountersignError } from '../../../../errors/countersign-error.ts';
import { endUnsentMessage } from '../../../messages/delivery/end-message.ts';
import type { NewMessage } from '../../../messages/delivery/queue-message.ts';
import type { FlowDeps } from '../../flow/flow-deps.ts';

type Deps = Pick<FlowDeps, 'em' | 'clock'> & { engine: Pick<FlowDeps['engine'], 'message'> };

/**
 * Begins to send a message that was queued; one that cannot be begun has ended.
 * @throws CountersignError `message_not_sent`
 */
export async function sendMessage(deps: Deps, { id, channel, expiresAt, requestId }: NewMessage): Promise<void> {
  const start = { messageId: id, channel, expiresAt: expiresAt.getTime(), requestId: requestId ?? null };
  await deps.engine.message.start(start).catch(async (cause: unknown) => {
    await endUnsentMessage(deps, id);
    throw new CountersignError('message_not_sent', { cause, retryAfterSeconds: 5 });
  });
}
