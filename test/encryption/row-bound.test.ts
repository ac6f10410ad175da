import { randomBytes, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { encryptedTables } from '../../src/commands/configuration/encryption/encrypted-tables.ts';
import { reencryptPage } from '../../src/commands/configuration/encryption/reencrypt-page.ts';
import { openInRow, sealInRow } from '../../src/entities/columns/row-bound.ts';
import { Person } from '../../src/entities/persons/person.ts';
import { User } from '../../src/entities/persons/user.ts';
import { Keyring } from '../../src/security/keyring.ts';
import { createTestDatabase } from '../authorization-server/support/test-database.ts';
import type { TestDatabase } from '../authorization-server/support/test-database.ts';

const first = { id: 'k1', key: randomBytes(32).toString('base64') };
const second = { id: 'k2', key: randomBytes(32).toString('base64') };
const column = 'person.gender';
let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase(new Keyring([first]));
});
afterAll(() => database.drop());

async function addPerson(gender: string): Promise<string> {
  const id = randomUUID();
  const em = database.orm.em.fork();
  const now = new Date();
  await em.insert(User, { id, createdAt: now });
  await em.insert(Person, {
    ...{ user: id, status: 'active', searchText: '', sortName: '', phoneParts: [], revision: 1 },
    ...{ gender: sealInRow(new Keyring([first]), column, id, gender), registeredAt: now, changedAt: now },
  });
  return id;
}

const genderOf = async (id: string) =>
  (await database.orm.em.fork().findOneOrFail(Person, { user: id })).gender as Buffer;

describe('a value that is bound to its row', () => {
  it('cannot be decrypted in another row or column', async () => {
    const keyring = new Keyring([first]);
    const [one, other] = [await addPerson('female'), await addPerson('male')];
    expect(openInRow(keyring, column, one, await genderOf(one))).toBe('female');
    expect(() => openInRow(keyring, column, other, Buffer.from([]))).toThrow();
    const sealed = await genderOf(one);
    expect(() => openInRow(keyring, column, other, sealed)).toThrow();
    expect(() => openInRow(keyring, 'person.birth_date', one, sealed)).toThrow();
  });

  it('is re-encrypted in its row after a rotation', async () => {
    const id = await addPerson('x');
    const keyring = new Keyring([second, first]);
    const em = database.orm.em.fork();
    const table = encryptedTables(em).find(({ name }) => name === 'person')!;
    expect((await reencryptPage({ em, keyring }, table, undefined)).encrypted).toBeGreaterThan(0);
    expect((await reencryptPage({ em, keyring }, table, undefined)).encrypted).toBe(0);
    expect(openInRow(new Keyring([second]), column, id, await genderOf(id))).toBe('x');
  });
});
