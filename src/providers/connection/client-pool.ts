import { createHash } from 'node:crypto';
import { withDeadline } from './deadline.ts';

const keptClients = 200;
/** Milliseconds without use after which a client is closed. */
const unusedMs = 3_600_000;
/** Milliseconds after which a former client is closed: longer than any call to a provider. */
const longestUseMs = 30_000;
const closeWithinMs = 3000;

export interface PooledClient {
  /** Closes its connections. Called when no call uses the client, or one hangs. */
  close(): Promise<void>;
}

interface Kept<Client> {
  digest: string;
  client: Client;
  users: number;
  /** Milliseconds of a monotonic clock. */
  usedAt: number;
  /** Resolves when it left the pool and no call uses it. */
  idle: PromiseWithResolvers<void>;
  isRetired: boolean;
}

/**
 * One client for each configuration, with its connections and provider tokens, made anew when its credential changes. The
 * former one does what it was asked to do and is closed when the last of it is done: a change loses no message.
 * Of the credential only a digest is kept. No lru-cache: what a call uses is kept however long that takes, and what is pushed out is
 * closed when the last call with it has ended.
 */
export class ClientPool<Client extends PooledClient> {
  readonly #clients = new Map<string, Kept<Client>>();
  readonly #closing = new Set<Promise<unknown>>();

  /** Runs `work` with the client of `key`, created by `create` when there is none with this credential. */
  async use<Result>(
    key: string,
    credential: unknown,
    create: () => Client,
    work: (client: Client) => Promise<Result>,
  ): Promise<Result> {
    const kept = this.#find(key, credential, create);
    kept.users += 1;
    try {
      return await work(kept.client);
    } finally {
      kept.users -= 1;
      if (kept.isRetired && kept.users === 0) kept.idle.resolve();
    }
  }

  /** Removes the client of `key` (if it still is `client`, when given): the next use creates a new one. */
  evict(key: string, client?: Client): void {
    const kept = this.#clients.get(key);
    if (kept !== undefined && (client === undefined || kept.client === client)) this.#retire(key, kept);
  }

  /** Closes all clients, within three seconds. */
  async close(): Promise<void> {
    for (const [key, kept] of this.#clients) this.#retire(key, kept, closeWithinMs);
    await withDeadline(Promise.all(this.#closing), closeWithinMs);
  }

  #find(key: string, credential: unknown, create: () => Client): Kept<Client> {
    const digest = createHash('sha256').update(JSON.stringify(credential)).digest('base64');
    const kept = this.#clients.get(key);
    if (kept?.digest === digest) {
      this.#touch(key, kept);
      this.#evictUnused();
      return kept;
    }
    const fresh = {
      digest,
      client: create(),
      users: 0,
      usedAt: 0,
      idle: Promise.withResolvers<void>(),
      isRetired: false,
    };
    if (kept !== undefined) this.#retire(key, kept);
    this.#touch(key, fresh);
    if (this.#clients.size > keptClients) this.evict(this.#clients.keys().next().value as string);
    this.#evictUnused();
    return fresh;
  }

  #retire(key: string, kept: Kept<Client>, withinMs = longestUseMs): void {
    this.#clients.delete(key);
    kept.isRetired = true;
    if (kept.users === 0) kept.idle.resolve();
    const closing = withDeadline(kept.idle.promise, withinMs)
      .then(() => kept.client.close())
      .catch(() => undefined)
      .finally(() => this.#closing.delete(closing));
    this.#closing.add(closing);
  }

  #touch(key: string, kept: Kept<Client>): void {
    kept.usedAt = performance.now();
    this.#clients.delete(key);
    this.#clients.set(key, kept);
  }

  /** The least recently used one is the first. */
  #evictUnused(): void {
    for (const [key, { usedAt, users }] of this.#clients) {
      if (users > 0 || performance.now() - usedAt < unusedMs) return;
      this.evict(key);
    }
  }
}
