import { expireMessage } from '../../commands/messages/delivery/end-message.ts';
import { findForgottenMessages, findOverdueMessages } from '../../commands/messages/delivery/sweep-messages.ts';
import type { ActivityDeps } from '../activity-deps.ts';

/**
 * Starts the messages whose workflow was never started, and ends those whose workflow is missing.
 * @returns the number of started or ended messages.
 */
export async function sweepMessages(deps: ActivityDeps): Promise<number> {
  let swept = 0;
  for (const { id: messageId, channel, expiresAt, requestId } of await findForgottenMessages(deps)) {
    const message = { messageId, channel, expiresAt: expiresAt.getTime(), requestId: requestId ?? null };
    if (!(await deps.engine.message.start(message))) continue;
    swept += 1;
    deps.log.warn({ message_id: messageId, request_id: requestId }, 'started a message that no workflow looked after');
  }
  for (const { id } of await findOverdueMessages(deps)) {
    await expireMessage(deps, id);
    swept += 1;
  }
  return swept;
}
