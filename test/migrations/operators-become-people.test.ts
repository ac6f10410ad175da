import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hubRoles } from '../../src/domain/persons/roles/hub-roles.ts';
import { openInRow } from '../../src/entities/columns/row-bound.ts';
import { Keyring } from '../../src/security/keyring.ts';
import { createPasswords } from '../../src/security/password.ts';
import { createTestDatabase } from '../authorization-server/support/test-database.ts';
import type { TestDatabase } from '../authorization-server/support/test-database.ts';
import { query } from '../support/query.ts';

const before = 'Migration20261201132001_role_assignments';
const keyring = new Keyring([{ id: 'k1', key: randomBytes(32).toString('base64') }]);
const passwords = createPasswords({ keyring, random: randomBytes, mostWaiting: 0 });

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase(keyring, 12, { upTo: before });
  const hash = await passwords.hash('a former password');
  await query(
    database.url,
    `insert into operator (id, username, display_name, role, password_hash, disabled) values
       (gen_random_uuid(), 'ada.admin', 'Ada', 'ADMIN', $1, false), (gen_random_uuid(), 'olga', 'Olga', 'OPERATOR', $1, false),
       (gen_random_uuid(), 'henry', 'Henry', 'HELPDESK', $1, true), (gen_random_uuid(), 'a@b', 'Short', 'HELPDESK', $1, false)`,
    [hash],
  );
  await query(database.url, `insert into setting (name, value) values ('device_modification_roles', '["OPERATOR"]')`);
  await database.orm.migrator.up();
});
afterAll(() => database.drop());

const people = () =>
  query<{ id: string; username: string | null; status: string; roles: string[] }>(
    database.url,
    `select p.id, p.username, p.status, array_agg(r.role order by r.role) as roles
       from person p join role_assignment r on r.person_id = p.id group by p.id, p.username, p.status order by p.display_name`,
  );

describe('the migration of operators', () => {
  it('makes each a person with the name, the state and the roles', async () => {
    const observers = hubRoles.filter((role) => role.endsWith('Observer'));
    const olga = [...observers, 'SessionContributor', 'UserContributor'].toSorted();
    expect((await people()).map(({ username, status, roles }) => [username, status, roles.toSorted()])).toEqual([
      ['ada.admin', 'active', ['Administrator']],
      ['henry', 'disabled', ['UserObserver']],
      ['olga', 'active', olga],
      [null, 'active', ['UserObserver']],
    ]);
    expect(await query(database.url, "select 1 from setting where name = 'device_modification_roles'")).toEqual([]);
  });

  it('keeps their passwords', async () => {
    const methods = await query<{ id: string; secret: Buffer }>(
      database.url,
      "select id, secret from sign_in_method where type = 'password' and status = 'active'",
    );
    expect(methods).toHaveLength(4);
    for (const { id, secret } of methods) {
      const hash = openInRow(keyring, 'sign_in_method.secret', id, secret);
      expect(await passwords.matches('a former password', hash)).toBe(true);
    }
  });

  it('can be reverted to a database without operators', async () => {
    const { migrator } = database.orm;
    const isApplied = async () =>
      (await migrator.getExecuted()).some(({ name }) => name.includes('operators_become_people'));
    while (await isApplied()) await migrator.down();
    expect(await query(database.url, 'select 1 from operator')).toEqual([]);
  });
});
