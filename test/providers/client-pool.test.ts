import { afterEach, describe, expect, it, vi } from 'vitest';
import { ClientPool } from '../../src/providers/connection/client-pool.ts';

/** A client that says what becomes of it. */
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

/** Long enough for all that follows at once from a promise. */
const turns = () => new Promise((resolve) => setImmediate(resolve));

afterEach(() => {
  vi.useRealTimers();
});

describe('a pool of clients', () => {
  it('keeps one for each key and credential', async () => {
    const { use } = createPool();
    expect([await use('a', ['x']), await use('a', ['x']), await use('b', ['x']), await use('a', ['x'])]).toEqual(['client 1', 'client 1', 'client 2', 'client 1']);
  });

  it('closes a client whose credential changed when the last of its work is done, and not before', async () => {
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

  it('closes after work that failed too', async () => {
    const { use, log, pool } = createPool();
    const work = Promise.withResolvers<void>();
    const failing = use('a', 1, () => work.promise);
    pool.evict('a');
    work.reject(new Error('no'));
    await expect(failing).rejects.toThrow('no');
    await turns();
    expect(log).toEqual(['client 1 used', 'client 1 closed']);
  });

  it('forgets one client and not the one that took its place', async () => {
    const { pool, use, create } = createPool();
    let old: { name: string } | undefined;
    await pool.use('a', 1, create, async (client) => (old = client));
    await use('a', 2);
    pool.evict('a', old as never);
    expect(await use('a', 2)).toBe('client 2');
    pool.evict('a');
    expect(await use('a', 2)).toBe('client 3');
  });

  it('keeps the former client when a new one cannot be made', async () => {
    const { pool, use } = createPool();
    await use('a', 1);
    const broken = () => {
      throw new Error('not a key');
    };
    await expect(pool.use('a', 2, broken, async () => undefined)).rejects.toThrow('not a key');
    expect(await use('a', 1)).toBe('client 1');
  });

  it('keeps two hundred, and closes the one that was used longest ago', async () => {
    const { use, log } = createPool();
    for (let index = 1; index <= 200; index += 1) await use(`key ${index}`, 1);
    await use('key 1', 1);
    await use('key 201', 1);
    await turns();
    expect(log.filter((line) => line.endsWith('closed'))).toEqual(['client 2 closed']);
  });

  it('closes what nobody used for an hour', async () => {
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

  it('closes all at the end, and waits for what is under way', async () => {
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
