import type { AppStorage } from '../storage/app-storage.ts';
import { CountersignError } from '../errors.ts';

/** A POST as it first went out. */
interface SentMessage {
  messageId: string;
  /** What the message means to do; another intent is another message. */
  intent: string;
  body: string;
}

export interface MessageIds {
  /**
   * Sends a message under an id that outlives retries, reloads and crashes: until the server has answered for good, the
   * same purpose and intent go out again with the same id and the same bytes.
   *
   * @param purpose what is done to which thing, e.g. `answer:<transaction id>`.
   * @param intent what distinguishes two different decisions about the same thing.
   * @param compose makes the body of a new message.
   */
  send<T>(
    purpose: string,
    intent: string,
    compose: () => Promise<string>,
    post: (message: { messageId: string; body: string }) => Promise<T>,
  ): Promise<T>;
  /** Forgets messages whose purpose begins so. */
  forget(purposePrefix: string): Promise<void>;
}

/** Errors after which nobody knows whether the server acted. */
const undecided = new Set(['network', 'service_unavailable', 'unexpected_answer', 'invalid_token', 'invalid_dpop_proof', 'disconnected']);

export function createMessageIds(storage: AppStorage): MessageIds {
  const nameOf = (purpose: string) => `message:${purpose}`;
  return {
    send: async (purpose, intent, compose, post) => {
      const name = nameOf(purpose);
      const message = await storage.exclusively(name, () => loadOrCompose(storage, name, intent, compose));
      try {
        const answer = await post(message);
        await storage.remove(name);
        return answer;
      } catch (error) {
        if (error instanceof CountersignError && !undecided.has(error.code)) await storage.remove(name);
        throw error;
      }
    },
    forget: async (prefix) => {
      for (const name of await storage.names(nameOf(prefix))) await storage.remove(name);
    },
  };
}

async function loadOrCompose(storage: AppStorage, name: string, intent: string, compose: () => Promise<string>): Promise<SentMessage> {
  const kept = (await storage.read(name)) as SentMessage | undefined;
  if (kept?.intent === intent) return kept;
  const message = { messageId: crypto.randomUUID(), intent, body: await compose() };
  await storage.write(name, message);
  return message;
}
