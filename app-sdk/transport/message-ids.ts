import type { AppStorage } from '../storage/app-storage.ts';
import { CountersignError, isCountersignError } from '../errors.ts';

/** A message as it was first sent. */
interface SentMessage {
  messageId: string;
  /** The content of the change; another intent is another message. */
  intent: string;
  /** Absent for a message without a body. */
  body?: string;
}

export interface MessageOptions<T> {
  /** The change and its subject, e.g. `answer:<transaction id>`. */
  purpose: string;
  /** Distinguishes two different changes of the same subject. */
  intent: string;
  /** Creates the body of a new message. */
  compose: () => Promise<string | undefined>;
  post: (message: { messageId: string; body?: string }) => Promise<T>;
  /** Keeps the message in memory only, as a secret could be guessed from its content. */
  inMemory?: boolean;
}

export interface MessageIds {
  /**
   * Sends a message under an id that is kept over retries, reloads and crashes: until the server has answered, the same purpose
   * and intent are sent again with the same id and the same bytes.
   */
  send<T>(options: MessageOptions<T>): Promise<T>;
  /** Deletes messages whose purpose starts with the prefix. */
  forget(purposePrefix: string): Promise<void>;
}

/** Errors after which it is unknown whether the server acted. */
const undecided = new Set([
  'network',
  'service_unavailable',
  'unexpected_answer',
  'invalid_token',
  'invalid_dpop_proof',
  'use_dpop_nonce',
  'factor_required',
  'disconnected',
]);

type Keeper = Pick<AppStorage, 'read' | 'write' | 'remove'>;

export function createMessageIds(storage: AppStorage): MessageIds {
  const nameOf = (purpose: string) => `message:${purpose}`;
  const memory = new Map<string, unknown>();
  const inMemory: Keeper = {
    read: async (name) => memory.get(name),
    write: async (name, value) => void memory.set(name, value),
    remove: async (name) => void memory.delete(name),
  };
  return {
    send: async (options) => {
      const deliver = () => sendOnce(storage, options.inMemory ? inMemory : storage, nameOf(options.purpose), options);
      const first = await deliver();
      // a message of an earlier call may contain a mistyped PIN, or be sealed for a server key that was replaced since: it changed
      // nothing, so the message of this call is sent as a new one
      const isOutdated =
        'refusal' in first &&
        first.resumed &&
        isCountersignError(first.refusal, 'wrong_factor_proof', 'invalid_answer');
      const last = isOutdated ? await deliver() : first;
      if ('refusal' in last) throw last.refusal;
      return last.answer;
    },
    forget: async (prefix) => {
      for (const name of await storage.names(nameOf(prefix))) await storage.remove(name);
      for (const name of memory.keys()) if (name.startsWith(nameOf(prefix))) memory.delete(name);
    },
  };
}

/** The result of one message; `resumed` when it was sent before. */
type Delivery<T> = { answer: T } | { refusal: unknown; resumed: boolean };

async function sendOnce<T>(
  storage: AppStorage,
  keeper: Keeper,
  name: string,
  options: MessageOptions<T>,
): Promise<Delivery<T>> {
  const { message, resumed } = await storage.exclusively(name, () => loadOrCompose(keeper, name, options));
  try {
    const answer = await options.post(message);
    await keeper.remove(name);
    return { answer };
  } catch (refusal) {
    if (isDecided(refusal, resumed)) await keeper.remove(name);
    return { refusal, resumed };
  }
}

/** Whether the server has certainly answered or never received the message. A message that was sent before may have arrived. */
function isDecided(error: unknown, resumed: boolean): boolean {
  if (!(error instanceof CountersignError)) return false;
  if (error.code === 'offline') return !resumed;
  // the refusal concerns the message itself, not the tokens that it needed
  if (error.code === 'factor_required' && (error.httpStatus === 401 || error.httpStatus === 403)) return true;
  return !undecided.has(error.code);
}

async function loadOrCompose<T>(keeper: Keeper, name: string, { intent, compose }: MessageOptions<T>) {
  const kept = (await keeper.read(name)) as SentMessage | undefined;
  if (kept?.intent === intent) return { message: { messageId: kept.messageId, body: kept.body }, resumed: true };
  const message: SentMessage = { messageId: crypto.randomUUID(), intent, body: await compose() };
  await keeper.write(name, message);
  return { message: { messageId: message.messageId, body: message.body }, resumed: false };
}
