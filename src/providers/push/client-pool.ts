import { createHash } from 'node:crypto';

const keptClients = 200;

export interface PooledClient {
  /** Lets what is under way finish, then closes connections. */
  close(): Promise<void>;
}

/**
 * One client for each configuration, with its connection and provider token, made anew when its credential changes.
 * Of the credential only a digest is kept.
 */
export class ClientPool<Client extends PooledClient> {
  readonly #clients = new Map<string, { digest: string; client: Client }>();

  /** The client of `key`, made by `create` when there is none with this credential. */
  get(key: string, credential: unknown, create: () => Client): Client {
    const digest = createHash('sha256').update(JSON.stringify(credential)).digest('base64');
    const kept = this.#clients.get(key);
    if (kept?.digest === digest) return this.#touch(key, kept);
    const client = create();
    this.evict(key);
    this.#touch(key, { digest, client });
    if (this.#clients.size > keptClients) this.evict(this.#clients.keys().next().value as string);
    return client;
  }

  /** Forgets the client of `key` (when it still is `client`, if that is given): the next send makes a new one. */
  evict(key: string, client?: Client): void {
    const kept = this.#clients.get(key);
    if (kept === undefined || (client !== undefined && kept.client !== client)) return;
    this.#clients.delete(key);
    kept.client.close().catch(() => undefined);
  }

  async close(): Promise<void> {
    const clients = [...this.#clients.values()];
    this.#clients.clear();
    await Promise.all(clients.map((kept) => kept.client.close()));
  }

  #touch(key: string, kept: { digest: string; client: Client }): Client {
    this.#clients.delete(key);
    this.#clients.set(key, kept);
    return kept.client;
  }
}
