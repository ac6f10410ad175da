import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createRateLimit } from '../../src/commands/rate-limits/rate-limit.ts';
import { Keyring } from '../../src/security/keyring.ts';
import { createTestDatabase } from '../authorization-server/support/test-database.ts';
import type { TestDatabase } from '../authorization-server/support/test-database.ts';

let database: TestDatabase;
const em = () => database.orm.em.fork();
const refused = { code: 'slow_down', httpStatus: 429 };
const key = () => randomBytes(6).toString('hex');

beforeAll(async () => {
  database = await createTestDatabase(new Keyring([{ id: 'k1', key: randomBytes(32).toString('base64') }]));
});
afterAll(() => database.drop());

describe('a rate limit', () => {
  it('allows its number of concurrent calls across two processes', async () => {
    const [one, other] = [
      createRateLimit({ em }, { name: 'same', points: 5, duration: 60 }),
      createRateLimit({ em }, { name: 'same', points: 5, duration: 60 }),
    ];
    const who = key();
    const tries = await Promise.allSettled(
      Array.from({ length: 16 }, (_, index) => (index % 2 ? one : other).count(who)),
    );
    expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(5);
  });

  it('with keptInProcess refuses an exceeded key without the database', async () => {
    const options = { name: 'kept', points: 1, duration: 3600 };
    const [kept, asking] = [
      createRateLimit({ em }, { ...options, keptInProcess: true }),
      createRateLimit({ em }, options),
    ];
    const who = key();
    await kept.count(who);
    await expect(kept.count(who)).rejects.toMatchObject(refused);
    await asking.forget(who);
    await expect(kept.count(who)).rejects.toMatchObject(refused);
    await asking.count(who);
  });

  it('refuses with the seconds to wait, and reports it once', async () => {
    const limit = createRateLimit({ em }, { name: 'telling', points: 1, duration: 3600 });
    const who = key();
    let told = 0;
    const tell = async () => void told++;
    await limit.count(who, tell);
    for (let again = 0; again < 3; again++) await expect(limit.count(who, tell)).rejects.toMatchObject(refused);
    await expect(limit.count(who)).rejects.toSatisfy(
      ({ retryAfterSeconds }) => retryAfterSeconds > 3000 && retryAfterSeconds <= 3600,
    );
    expect(told).toBe(1);
  });

  it('can undo one count or all counts', async () => {
    const limit = createRateLimit({ em }, { name: 'forgiving', points: 2, duration: 60 });
    const who = key();
    await limit.count(who);
    await limit.count(who);
    await limit.takeBack(who);
    await limit.count(who);
    await expect(limit.count(who)).rejects.toMatchObject(refused);
    await limit.forget(who);
    await limit.count(who);
  });

  it('counts each key and each name separately', async () => {
    const who = key();
    const limits = ['mine', 'yours'].map((name) => createRateLimit({ em }, { name, points: 1, duration: 60 }));
    for (const limit of limits) await limit.count(who);
    for (const limit of limits) await limit.count(key());
    for (const limit of limits) await expect(limit.count(who)).rejects.toMatchObject(refused);
  });
});
