import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Instance } from '../../dev/parts/instance.ts';
import { query } from '../support/query.ts';
import { createIsolatedInstance } from '../support/stack.ts';

/** PostgreSQL's code for a missing privilege. */
const insufficientPrivilege = { code: '42501' };

let instance: Instance;
let running: string;
let maintenance: string;
let owner: string;
let logFile: string;

beforeAll(async () => {
  instance = await createIsolatedInstance();
  const server = await instance.startServer({ COUNTERSIGN_WORKER_IN_PROCESS: 'false' });
  logFile = server.child.logFile;
  running = instance.environment['COUNTERSIGN_DATABASE_URL']!;
  maintenance = instance.environment['COUNTERSIGN_MAINTENANCE_DATABASE_URL']!;
  owner = instance.environment['COUNTERSIGN_MIGRATION_DATABASE_URL']!;
  await query(
    running,
    `insert into event (id, name, occurred_at) values ('01890000-0000-7000-8000-000000000000', 'USER CONNECTED', now())`,
  );
});
afterAll(() => instance.stop());

describe('the database role of API and worker', () => {
  it.each([
    `delete from event`,
    `delete from event where id = '01890000-0000-7000-8000-000000000000'`,
    `update event set name = 'USER DISCONNECTED'`,
    `truncate event`,
    `delete from consent_event`,
    `update consent_event set event = 'granted'`,
    `truncate consent_event`,
    `insert into event (id, name, occurred_at) values ('01890000-0000-7000-8000-000000000000', 'X', now()) on conflict (id) do update set name = 'X'`,
    `delete from event_oldest`,
    `update event_oldest set name = 'USER DISCONNECTED'`,
    `truncate event_oldest`,
    `select from event_oldest`,
    `alter table event detach partition event_oldest`,
    `drop table event`,
    `drop table event_oldest`,
    `alter table event disable trigger all`,
    `create rule no_events as on insert to event do instead nothing`,
    `create table event_of_mine (id uuid)`,
    `create temporary table event_of_mine (id uuid)`,
    `alter table api_client add column mine int`,
    `drop table transaction`,
    `truncate transaction`,
    `create function mine() returns int language sql as 'select 1'`,
    `create or replace function event_skip_excluded_fn() returns trigger language plpgsql as 'begin return null; end'`,
    `set role countersign`,
    `set role countersign_maintenance`,
    `select from schema_migration`,
  ])('is refused: %s', async (sql) => {
    await expect(query(running, sql)).rejects.toMatchObject(insufficientPrivilege);
  });

  it('reads and adds events, and the refused statements have changed none', async () => {
    expect(await query(running, `select name from event where id = '01890000-0000-7000-8000-000000000000'`)).toEqual([
      { name: 'USER CONNECTED' },
    ]);
  });

  it('is used by every connection of the API', async () => {
    const roles = await query(
      owner,
      `select distinct usename from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid() and usename is not null`,
    );
    expect(roles).toEqual([{ usename: 'countersign_running' }]);
    expect(readFileSync(logFile, 'utf8')).not.toContain('may delete and change events');
  });

  it('causes a warning in the log when it has more privileges', async () => {
    const server = await instance.startServer({
      COUNTERSIGN_WORKER_IN_PROCESS: 'false',
      COUNTERSIGN_DATABASE_URL: owner,
    });
    expect((await query(running, 'select 1')).length).toBe(1);
    await expect.poll(() => readFileSync(server.child.logFile, 'utf8')).toContain('may delete and change events');
  });
});

describe('the database role that maintains the partitions of events', () => {
  it.each(['transaction', 'user_account', 'role_assignment', 'signing_key'])('cannot read %s', async (table) => {
    await expect(query(maintenance, `select from ${table}`)).rejects.toMatchObject(insufficientPrivilege);
  });

  it('owns the event table and each of its partitions', async () => {
    const owners = await query(
      maintenance,
      `select distinct pg_get_userbyid(relowner) as name from pg_class where relkind in ('r', 'p') and relname ~ '^event(_oldest|_from_.*)?$'`,
    );
    expect(owners).toEqual([{ name: 'countersign_maintenance' }]);
  });
});
