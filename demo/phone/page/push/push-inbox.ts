import type { CountersignApp, PushEvent } from '../../../../app-sdk/index.ts';
import { phoneMemory } from '../phone-memory.ts';
import type { Push, Sandbox } from '../sandbox-client.ts';

/** The result of handling a push. */
export type PushNews = PushEvent | { kind: 'problem'; error: unknown };

export type PushInbox = ReturnType<typeof createPushInbox>;

/**
 * Receives the pushes of this phone while the page is open, passes each to the app SDK, and informs listeners. A push
 * that was missed while the page was closed is delivered when it opens again.
 */
export function createPushInbox(sandbox: Sandbox, app: CountersignApp) {
  const listeners = new Set<(news: PushNews) => void>();
  let stopStream: (() => void) | undefined;

  const tell = (news: PushNews) => {
    for (const listener of listeners) listener(news);
  };
  const receive = (push: Push) => {
    app.handlePush(push.content).then(
      (news) => {
        phoneMemory.keepLastPush(push.id);
        tell(news);
      },
      (error: unknown) => tell({ kind: 'problem', error }),
    );
  };
  return {
    /** Starts receiving if this phone has a push token; a repeated call has no effect. */
    open(): void {
      const device = phoneMemory.pushDevice();
      if (!device || stopStream) return;
      stopStream = sandbox.listenForPushes(device.token, phoneMemory.lastPush(), receive);
    },
    close(): void {
      stopStream?.();
      stopStream = undefined;
    },
    /** Calls back with every push until the returned function is called. */
    listen(listener: (news: PushNews) => void): () => void {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}
