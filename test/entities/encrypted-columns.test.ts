import { randomBytes, randomUUID } from 'node:crypto';
import type { MikroORM } from '@mikro-orm/postgresql';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { CallbackEndpoint } from '../../src/entities/configuration/callback-endpoint.ts';
import { createOrm } from '../../src/database/orm.ts';
import { Keyring } from '../../src/security/keyring.ts';
import { createTestDatabase } from '../authorization-server/support/test-database.ts';
import type { TestDatabase } from '../authorization-server/support/test-database.ts';
import { query } from '../support/query.ts';

const older = { id: 'k1', key: randomBytes(32).toString('base64') };
const newer = { id: 'key-of-2027', key: randomBytes(32).toString('base64') };
const opened: MikroORM[] = [];
/** A database of its own: the shared server could not load its configuration with a row whose key it does not have. */
let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase(new Keyring([older]));
});
afterEach(() => Promise.all(opened.splice(0).map((orm) => orm.close())));
afterAll(() => database.drop());

/** Opens an ORM with these keys. */
async function ormWith(...keys: [typeof older, ...(typeof older)[]]): Promise<MikroORM> {
  const orm = await createOrm({ databaseUrl: database.url, databasePoolSize: 2, extraWait: 60 }, new Keyring(keys), {
    statementTimeout: 0,
  });
  opened.push(orm);
  return orm;
}

async function insert(
  orm: MikroORM,
  secrets: { password?: string | null; signingSecret?: string | null },
): Promise<string> {
  const url = `https://site.example/${randomBytes(6).toString('hex')}`;
  const em = orm.em.fork();
  em.create(CallbackEndpoint, { id: randomUUID(), url, ...secrets });
  await em.flush();
  return url;
}

async function storedOf(url: string): Promise<{ password: Buffer | null; signing_secret: Buffer | null }> {
  const [row] = await query<{ password: Buffer | null; signing_secret: Buffer | null }>(
    database.url,
    'select password, signing_secret from callback_endpoint where url = $1',
    [url],
  );
  if (!row) throw new Error('There is no such row');
  return row;
}

describe('an encrypted column', () => {
  it.each([['text'], [''], ['é € 🔐 \n'], ['x'.repeat(20_000)]])('is read as it was written: %#', async (password) => {
    const orm = await ormWith(older);
    const url = await insert(orm, { password });
    expect((await orm.em.fork().findOneOrFail(CallbackEndpoint, { url })).password).toBe(password);
  });

  it('is stored as key id and sealed bytes, without its plain text', async () => {
    const url = await insert(await ormWith(older), { password: 'open sesame' });
    const { password, signing_secret } = await storedOf(url);
    expect(signing_secret).toBeNull();
    expect([password?.[0], password?.subarray(1, 3).toString(), password?.length]).toEqual([
      2,
      'k1',
      3 + 12 + 'open sesame'.length + 16,
    ]);
    expect(password?.includes('sesame')).toBe(false);
  });

  it('is read with the key of its writing, and written with the current key', async () => {
    const url = await insert(await ormWith(older), { password: 'before' });
    const em = (await ormWith(newer, older)).em.fork();
    const row = await em.findOneOrFail(CallbackEndpoint, { url });
    expect(row.password).toBe('before');
    row.password = 'after';
    await em.flush();
    expect((await storedOf(url)).password?.subarray(1, 12).toString()).toBe('key-of-2027');
    await expect((await ormWith(older)).em.fork().findOneOrFail(CallbackEndpoint, { url })).rejects.toThrow(
      'The keyring has no key key-of-2027',
    );
  });

  it('is not written again when its value did not change', async () => {
    const orm = await ormWith(older);
    const url = await insert(orm, { password: 'same' });
    const before = await storedOf(url);
    const em = orm.em.fork();
    const row = await em.findOneOrFail(CallbackEndpoint, { url });
    row.password = 'same';
    await em.flush();
    expect((await storedOf(url)).password).toEqual(before.password);
    row.password = null;
    await em.flush();
    expect((await storedOf(url)).password).toBeNull();
  });

  it('does not open when it was moved to another column', async () => {
    const orm = await ormWith(older);
    const url = await insert(orm, { password: 'moved' });
    await query(database.url, 'update callback_endpoint set signing_secret = password where url = $1', [url]);
    await expect(orm.em.fork().findOneOrFail(CallbackEndpoint, { url })).rejects.toThrow();
  });

  it('does not open when a byte was changed', async () => {
    const orm = await ormWith(older);
    const url = await insert(orm, { password: 'changed' });
    await query(
      database.url,
      'update callback_endpoint set password = set_byte(password, 20, get_byte(password, 20) # 1) where url = $1',
      [url],
    );
    await expect(orm.em.fork().findOneOrFail(CallbackEndpoint, { url })).rejects.toThrow();
  });
});
