import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AuthenticatorKey } from '../../src/entities/devices/authenticator-key.ts';
import { Keyring } from '../../src/security/keyring.ts';
import { createTestDatabase } from '../authorization-server/support/test-database.ts';
import type { TestDatabase } from '../authorization-server/support/test-database.ts';
import { query } from '../support/query.ts';

/** More than the migration encrypts in one statement. */
const rows = 2300;
const before = 'Migration20261130110001_refresh_retries';
const jwkOf = (row: number) => ({ kty: 'OKP', crv: 'Ed25519', x: `key-${row}` });

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase(new Keyring([{ id: 'k1', key: randomBytes(32).toString('base64') }]), 12, {
    upTo: before,
  });
  // Without the users, devices and registrations to which the keys belong.
  await query(
    database.url,
    `alter table authenticator_key drop constraint authenticator_key_registration_id_foreign;
     insert into authenticator_key (registration_id, name, public_jwk)
     select gen_random_uuid(), 'pin', jsonb_build_object('kty', 'OKP', 'crv', 'Ed25519', 'x', 'key-' || n)
     from generate_series(1, ${rows}) n`,
  );
  await database.orm.migrator.up();
});
afterAll(() => database.drop());

describe('the migration of factor keys', () => {
  it('encrypts every existing key, and the entities read the same values', async () => {
    const keys = await database.orm.em.fork().findAll(AuthenticatorKey);
    expect(keys.map(({ publicJwk }) => publicJwk).toSorted()).toEqual(
      Array.from({ length: rows }, (_, row) => JSON.stringify(sorted(jwkOf(row + 1)))).toSorted(),
    );
  });

  it('leaves no key in plain text', async () => {
    const stored = await query<{ key: Buffer }>(database.url, 'select public_jwk as key from authenticator_key');
    expect(stored).toHaveLength(rows);
    for (const { key } of stored) {
      expect(key.subarray(0, 3).toString()).toBe('\u0002k1');
      expect(key.toString('latin1')).not.toContain('Ed25519');
    }
  });

  it('can be reverted, and the keys are in plain text again', async () => {
    const { migrator } = database.orm;
    const isApplied = async () =>
      (await migrator.getExecuted()).some(({ name }) => name.includes('encrypted_factor_keys'));
    while (await isApplied()) await migrator.down();
    const stored = await query<{ key: { x: string } }>(
      database.url,
      'select public_jwk as key from authenticator_key order by length(public_jwk::text), public_jwk::text',
    );
    expect(stored.map(({ key }) => key)).toEqual(Array.from({ length: rows }, (_, row) => jwkOf(row + 1)));
  });
});

/** The order of members in `jsonb`: by length, then alphabetically. */
function sorted({ kty, crv, x }: ReturnType<typeof jwkOf>) {
  return { x, crv, kty };
}
