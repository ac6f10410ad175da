import { afterEach, describe, expect, it, vi } from 'vitest';
import { ClientPool } from '../../src/providers/connection/client-pool.ts';

/** A pool of clients that log their use and their closing. */
function createPool() {
  const log: string[] = [];
  let made = 0;
  const pool = new ClientPool<{ name: string; close(): Promise<void> }>();
  const create = () => {
    made += 1;
    const name = `client ${made}`;
    return { name, close: async () => void log.push(`${name} closed`) };
  };
  const use = (key: string, credential: unknown, work: (name: string) => Promise<unknown> = async () => undefined) =>
    pool.use(key, credential, create, async ({ name }) => {
      log.push(`${name} used`);
      await work(name);
      return name;
    });
  return { pool, log, use, create };
}

/** Waits until all microtasks have run. */
const turns = () => new Promise((resolve) => setImmediate(resolve));

afterEach(() => {
  vi.useRealTimers();
});

describe('a pool of clients', () => {
  it('keeps one client for each key and credential', async () => {
    const { use } = createPool();
    expect([await use('a', ['x']), await use('a', ['x']), await use('b', ['x']), await use('a', ['x'])]).toEqual([
      'client 1',
      'client 1',
      'client 2',
      'client 1',
    ]);
  });

  it('closes a client whose credential changed once all of its work is done', async () => {
    const { use, log } = createPool();
    const [first, second] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const slow = [use('a', 1, () => first.promise), use('a', 1, () => second.promise)];
    expect(await use('a', 2)).toBe('client 2');
    first.resolve();
    await slow[0];
    await turns();
    expect(log).not.toContain('client 1 closed');
    second.resolve();
    await slow[1];
    await turns();
    expect(log.at(-1)).toBe('client 1 closed');
    expect(await use('a', 2)).toBe('client 2');
  });

  it('closes an evicted client after failed work too', async () => {
    const { use, log, pool } = createPool();
    const work = Promise.withResolvers<void>();
    const failing = use('a', 1, () => work.promise);
    pool.evict('a');
    work.reject(new Error('no'));
    await expect(failing).rejects.toThrow('no');
    await turns();
    expect(log).toEqual(['client 1 used', 'client 1 closed']);
  });

  it('does not evict the client that replaced the one to evict', async () => {
    const { pool, use, create } = createPool();
    let old: { name: string } | undefined;
    await pool.use('a', 1, create, async (client) => (old = client));
    await use('a', 2);
    pool.evict('a', old as never);
    expect(await use('a', 2)).toBe('client 2');
    pool.evict('a');
    expect(await use('a', 2)).toBe('client 3');
  });

  it('keeps the former client when the creation of a new one fails', async () => {
    const { pool, use } = createPool();
    await use('a', 1);
    const broken = () => {
      throw new Error('not a key');
    };
    await expect(pool.use('a', 2, broken, async () => undefined)).rejects.toThrow('not a key');
    expect(await use('a', 1)).toBe('client 1');
  });

  it('keeps two hundred clients and closes the least recently used one', async () => {
    const { use, log } = createPool();
    for (let index = 1; index <= 200; index += 1) await use(`key ${index}`, 1);
    await use('key 1', 1);
    await use('key 201', 1);
    await turns();
    expect(log.filter((line) => line.endsWith('closed'))).toEqual(['client 2 closed']);
  });

  it('closes a client that was not used for an hour', async () => {
    vi.useFakeTimers({ toFake: ['performance'] });
    const { use, log } = createPool();
    await use('deleted', 1);
    await use('busy', 1);
    vi.advanceTimersByTime(3_599_000);
    await use('busy', 1);
    await turns();
    expect(log.filter((line) => line.endsWith('closed'))).toEqual([]);
    vi.advanceTimersByTime(1_000);
    await use('busy', 1);
    await turns();
    expect(log.filter((line) => line.endsWith('closed'))).toEqual(['client 1 closed']);
    expect(await use('deleted', 1)).toBe('client 3');
  });

  it('closes all clients on close and waits for running work', async () => {
    const { use, log, pool } = createPool();
    const work = Promise.withResolvers<void>();
    const slow = use('a', 1, () => work.promise);
    await use('b', 1);
    const closing = pool.close();
    await turns();
    expect(log).toEqual(['client 1 used', 'client 2 used', 'client 2 closed']);
    work.resolve();
    await Promise.all([slow, closing]);
    expect(log.at(-1)).toBe('client 1 closed');
  });
});
