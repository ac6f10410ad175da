import { callbackReplayWorkflow } from '../../src/workflows/callback-replay/contract.ts';
import type { Behaviour } from '../workflows/support/recorded-activities.ts';
import type { Kind } from './kind.ts';

function replay(behaviour: Behaviour, run = 1): Kind {
  return async ({ server, world }, name) => {
    world.behave(name, behaviour);
    const handle = await server.client.workflow.start(callbackReplayWorkflow, {
      workflowId: name,
      taskQueue: server.taskQueue,
      args: [{ transactionId: name, replay: run }],
    });
    await handle.result();
    return handle;
  };
}

/** A delivery of a callback by its own workflow: run 0 goes on where the first try had no success, others are replays by operators. */
export const callbackReplayKinds: Record<string, Kind> = {
  'callback-replayed': replay({
    deliverCallback: async (_, attempt) => (attempt < 2 ? Promise.reject(new Error('away')) : undefined),
  }),
  'callback-replayed-for-a-day': replay({ deliverCallback: async () => Promise.reject(new Error('away')) }),
  'callback-continued': replay(
    { deliverCallback: async (_, attempt) => (attempt < 2 ? Promise.reject(new Error('away')) : undefined) },
    0,
  ),
};
