import { randomBytes } from 'node:crypto';
import { expect, it } from 'vitest';
import { Keyring } from '../../src/security/keyring.ts';
import { createTestDatabase } from '../authorization-server/support/test-database.ts';

it('the migrations create exactly the schema of the entities', async () => {
  const database = await createTestDatabase(new Keyring([{ id: 'k1', key: randomBytes(32).toString('base64') }]));
  try {
    expect(await database.orm.schema.getUpdateSchemaSQL()).toBe('');
  } finally {
    await database.drop();
  }
});
