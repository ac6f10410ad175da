import type { CountersignApp, PushEvent } from '../../../../app-sdk/index.ts';
import { phoneMemory } from '../phone-memory.ts';
import type { Push, Sandbox } from '../sandbox-client.ts';

/** What became of a push. */
export type PushNews = PushEvent | { kind: 'problem'; error: unknown };

export type PushInbox = ReturnType<typeof createPushInbox>;

/**
 * Receives the pushes of this phone for as long as the page is open, hands each to the app SDK, and tells listeners
 * what it was. A push missed while the page was closed comes when it opens again.
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
    /** Starts receiving, when this phone has a push token; again changes nothing. */
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
