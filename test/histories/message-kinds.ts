import type { MessageActivities } from '../../src/activities/message/create-activities.ts';
import { messageWorkflow } from '../../src/workflows/message/contract.ts';
import type { Kind } from './kind.ts';

/** How the tries of a message go, by its id: so many are refused for now. */
const refusedTries = new Map<string, number>();

/** The activities of messages, as the world of these kinds has them. */
export const messageActivities: MessageActivities = {
  sendMessage: async ({ messageId, attempt }) => (attempt < (refusedTries.get(messageId) ?? 0) ? 'open' : 'ended'),
  expireMessage: async () => undefined,
};

function message(refused: number, forMs: number): Kind {
  return async ({ server }, name) => {
    refusedTries.set(name, refused);
    const handle = await server.client.workflow.start(messageWorkflow, {
      workflowId: name,
      taskQueue: server.taskQueue,
      args: [{ messageId: name, expiresAt: (await server.now()) + forMs }],
    });
    await handle.result();
    return handle;
  };
}

/** Every way in which a message can go. */
export const messageKinds: Record<string, Kind> = {
  'message-sent': message(0, 600_000),
  'message-sent-at-the-third-try': message(2, 600_000),
  'message-expired': message(1000, 60_000),
};
