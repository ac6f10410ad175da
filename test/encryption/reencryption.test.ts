import { randomBytes, randomUUID } from 'node:crypto';
import type { MikroORM } from '@mikro-orm/postgresql';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createEncryptionActivities } from '../../src/activities/encryption/create-activities.ts';
import type { ActivityDeps } from '../../src/activities/activity-deps.ts';
import { encryptedTables } from '../../src/commands/configuration/encryption/encrypted-tables.ts';
import { listKeyUses } from '../../src/commands/configuration/encryption/key-use.ts';
import { createOrm } from '../../src/database/orm.ts';
import { CallbackEndpoint } from '../../src/entities/configuration/callback-endpoint.ts';
import { KeptAnswer } from '../../src/entities/idempotency/kept-answer.ts';
import { createLogger } from '../../src/runtime/logger.ts';
import { Keyring } from '../../src/security/keyring.ts';
import { createTestDatabase } from '../authorization-server/support/test-database.ts';
import type { TestDatabase } from '../authorization-server/support/test-database.ts';
import { query } from '../support/query.ts';

const key = (id: string) => ({ id, key: randomBytes(32).toString('base64') });
const first = key('k1');
const second = key('the-key-of-2027');
const third = key('k3');
const day = 24 * 3_600_000;
const rows = 620;

const opened: MikroORM[] = [];
let database: TestDatabase;
let now: number;

beforeAll(async () => {
  database = await createTestDatabase(new Keyring([first]));
  const em = database.orm.em.fork();
  for (let index = 0; index < rows; index += 1)
    em.create(CallbackEndpoint, {
      id: randomUUID(),
      url: `https://site.example/${index}`,
      password: `password ${index}`,
    });
  for (let index = 0; index < 3; index += 1)
    em.create(KeptAnswer, {
      callerId: `caller\\'${index}`,
      keyHash: randomBytes(32),
      requestHash: randomBytes(32),
      answer: `answer ${index}`,
      expiresAt: new Date(Date.now() + day),
    });
  await em.flush();
});
afterEach(() => Promise.all(opened.splice(0).map((orm) => orm.close())));
afterAll(() => database.drop());

/** The activities of a worker with these keys. */
async function workerWith(...keys: (typeof first)[]) {
  const keyring = new Keyring(keys);
  const orm = await createOrm({ databaseUrl: database.url, databasePoolSize: 2, extraWait: 60 }, keyring, {
    statementTimeout: 0,
  });
  opened.push(orm);
  const deps = { em: () => orm.em.fork(), clock: () => new Date(now), keyring, log: createLogger('fatal', 'test') };
  const activities = createEncryptionActivities(deps as unknown as ActivityDeps);
  return {
    orm,
    ...activities,
    uses: () => listKeyUses(deps),
    /** Re-encrypts everything once. */
    pass: async () => {
      const total = { looked: 0, encrypted: 0 };
      for (let position = null, isFirst = true; isFirst || position; isFirst = false) {
        const batch = await activities.reencryptBatch(keyring.currentId, position);
        total.looked += batch.looked;
        total.encrypted += batch.encrypted;
        position = batch.next as never;
      }
      return total;
    },
  };
}

const keyIdsOf = (table: string, column: string) =>
  query<{ id: string; count: number }>(
    database.url,
    `select convert_from(substring(${column} from 2 for get_byte(${column}, 0)), 'UTF8') as id, count(*)::int as count
       from ${table} where ${column} is not null group by 1 order by 1`,
  );

describe('re-encryption after a rotation', () => {
  it('covers every encrypted column of the entities', () => {
    const columns = encryptedTables(database.orm.em).flatMap((table) =>
      table.columns.map((column) => `${table.name}.${column.name}`),
    );
    expect(columns).toEqual(
      expect.arrayContaining([
        'transaction.message',
        'push_enrollment.push_token',
        'signing_key.private_jwk',
        'kept_answer.answer',
        'person.birth_date',
        'person_phone.number',
      ]),
    );
    expect(columns.length).toBeGreaterThan(20);
  });

  it('is not needed with one key', async () => {
    now = Date.now();
    const worker = await workerWith(first);
    expect(await worker.beginReencryption()).toBeNull();
    expect(await worker.uses()).toMatchObject([
      { id: 'k1', role: 'current', makesHashes: true, currentSince: new Date(now) },
    ]);
  });

  it('encrypts each row with the current key, over pages and composite keys, and changes nothing the second time', async () => {
    now = Date.now();
    const worker = await workerWith(second, first);
    expect(await worker.beginReencryption()).toBe(second.id);
    expect(await worker.uses()).toMatchObject([
      { id: second.id, role: 'current', makesHashes: false, currentSince: new Date(now) },
      { id: 'k1', role: 'former', makesHashes: true, unusedSince: null },
    ]);
    expect(await worker.pass()).toEqual({ looked: rows + 3, encrypted: rows + 3 });
    expect(await keyIdsOf('callback_endpoint', 'password')).toEqual([{ id: second.id, count: rows }]);
    expect(await keyIdsOf('kept_answer', 'answer')).toEqual([{ id: second.id, count: 3 }]);
    expect(await worker.pass()).toEqual({ looked: rows + 3, encrypted: 0 });
    const em = worker.orm.em.fork();
    expect((await em.findOneOrFail(CallbackEndpoint, { url: 'https://site.example/611' })).password).toBe(
      'password 611',
    );
    expect((await em.findOneOrFail(KeptAnswer, { callerId: "caller\\'2" })).answer).toBe('answer 2');
  });

  it('records since when a former key is unused, and checks again a day later', async () => {
    const worker = await workerWith(second, first);
    const done = (now = Date.now());
    await worker.endReencryption(true);
    const unused = { id: 'k1', role: 'former', unusedSince: new Date(done) };
    expect((await worker.uses())[1]).toMatchObject({ ...unused, checkedAt: new Date(done) });
    expect(await worker.beginReencryption()).toBeNull();
    now = done + day + 1;
    expect(await worker.beginReencryption()).toBe(second.id);
    await worker.endReencryption(false);
    expect((await worker.uses())[1]).toMatchObject({ ...unused, checkedAt: new Date(now) });
  });

  it('starts again when another key becomes current, also one that was current before', async () => {
    now = Date.now() + 2 * day;
    const next = await workerWith(third, second, first);
    expect(await next.beginReencryption()).toBe(third.id);
    expect((await next.uses()).map(({ id, unusedSince }) => [id, unusedSince === null])).toEqual([
      [third.id, true],
      [second.id, true],
      ['k1', false],
    ]);
    const back = await workerWith(first, third, second, first);
    expect(await back.beginReencryption()).toBe('k1');
    expect((await back.uses())[0]).toMatchObject({
      id: 'k1',
      role: 'current',
      unusedSince: null,
      currentSince: new Date(now),
    });
  });

  it('is refused in a process with another current key, so that two keyrings do not alternate', async () => {
    const worker = await workerWith(first, second);
    await expect(worker.reencryptBatch(second.id, null)).rejects.toMatchObject({
      type: 'other_keyring',
      nonRetryable: false,
    });
    expect(await keyIdsOf('callback_endpoint', 'password')).toEqual([{ id: second.id, count: rows }]);
  });
});
