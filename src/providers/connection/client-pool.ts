import { createHash } from 'node:crypto';
import { withDeadline } from './deadline.ts';

const keptClients = 200;
/** After so long without use a client's configuration is very likely gone. */
const unusedMs = 3_600_000;
/** Longer than any call to a provider takes: then whoever still uses an old client does so no more. */
const longestUseMs = 30_000;
const closeWithinMs = 3000;

export interface PooledClient {
  /** Closes connections. Nobody uses the client any more, unless somebody hangs. */
  close(): Promise<void>;
}

interface Kept<Client> {
  digest: string;
  client: Client;
  users: number;
  /** Milliseconds of a clock that only goes forward. */
  usedAt: number;
  /** Resolves when it is out of the pool and nobody uses it any more. */
  idle: PromiseWithResolvers<void>;
  isRetired: boolean;
}

/**
 * One client for each configuration, with its connections and provider tokens, made anew when its credential changes. The
 * former one does what it was asked to do and is closed when the last of it is done: a change loses no message.
 * Of the credential only a digest is kept.
 */
export class ClientPool<Client extends PooledClient> {
  readonly #clients = new Map<string, Kept<Client>>();
  readonly #closing = new Set<Promise<unknown>>();

  /** Does `work` with the client of `key`, made by `create` when there is none with this credential. */
  async use<Result>(key: string, credential: unknown, create: () => Client, work: (client: Client) => Promise<Result>): Promise<Result> {
    const kept = this.#find(key, credential, create);
    kept.users += 1;
    try {
      return await work(kept.client);
    } finally {
      kept.users -= 1;
      if (kept.isRetired && kept.users === 0) kept.idle.resolve();
    }
  }

  /** Forgets the client of `key` (when it still is `client`, if that is given): the next use makes a new one. */
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
    const fresh = { digest, client: create(), users: 0, usedAt: 0, idle: Promise.withResolvers<void>(), isRetired: false };
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

  /** The one that was used longest ago is the first. */
  #evictUnused(): void {
    for (const [key, { usedAt, users }] of this.#clients) {
      if (users > 0 || performance.now() - usedAt < unusedMs) return;
      this.evict(key);
    }
  }
}
