import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { seededAccessToken, seededUser } from '../../bench/seed-data/people.ts';
import { seededPerson } from '../../bench/seed-data/persons.ts';
import { keyringOf, seedData } from '../../bench/seed-data/seed-data.ts';
import type { Endpoints } from '../../dev/parts/endpoints.ts';
import type { Instance } from '../../dev/parts/instance.ts';
import { extendEventPartitions } from '../../src/commands/events/partitions/extend-event-partitions.ts';
import { PushEnrollment } from '../../src/entities/push/push-enrollment.ts';
import { runWithoutStatementTimeout } from '../../src/database/orm.ts';
import { signIn } from '../admin/support/admin-api.ts';
import { createEventsApi } from '../events/support/events-api.ts';
import { query } from '../support/query.ts';
import { createSeededInstance, useStack } from '../support/stack.ts';
import { basic, callForm } from '../support/website.ts';

const stack = useStack();
let instance: Instance;
let endpoints: Endpoints;
let database: string;
const size = { users: 30, events: 2_617 };

beforeAll(async () => {
  instance = await createSeededInstance();
  const server = await instance.startServer();
  endpoints = { ...stack.endpoints, api: server.url };
  database = instance.environment['COUNTERSIGN_DATABASE_URL']!;
  await seedData({ environment: instance.environment }, size, { persons: true, devices: true, kinds: [] });
});
afterAll(() => instance.stop());

describe('the data that the bench loads', () => {
  it('has access tokens that introspection accepts', async () => {
    const answer = await callForm(
      'POST',
      `${endpoints.api}/oauth/api/v2/token/introspect`,
      { token: seededAccessToken(7) },
      { authorization: basic(endpoints.clients.administration) },
    );
    expect(answer.body).toMatchObject({ active: true, sub: seededUser(7), amr: ['DEFAULT'] });
  });

  it('has phones that the Device API lists, two for every tenth user', async () => {
    const list = async (user: number) =>
      (
        await callForm('GET', `${endpoints.api}/oauth/api/v4/users/${seededUser(user)}/devices`, undefined, {
          authorization: basic(endpoints.clients.end_user),
        })
      ).body.devices;
    expect(await list(7)).toMatchObject([
      { mobileAuthenticationEnabled: true, pushAuthenticationEnabled: true, tokenTypes: ['DEFAULT'] },
    ]);
    expect(await list(10)).toHaveLength(2);
  });

  it('has persons that the admin API finds and decrypts', async () => {
    const admin = await signIn(endpoints.api, stack.endpoints.operators.admin);
    const { id, username, email, phone } = seededPerson(7);
    for (const q of [username, email, phone, phone.slice(-6), id]) {
      const { body } = await admin.call('GET', `/users?${new URLSearchParams({ q }).toString()}`);
      expect(body.items.map((item: { user_id: string }) => item.user_id)).toContain(id);
    }
    expect((await admin.call('GET', `/users/${id}`)).body).toMatchObject({ gender: 'female', birthdate: '1984-02-29' });
  });

  it('is encrypted under the keys of the instance', async () => {
    await runWithoutStatementTimeout({ databaseUrl: database }, keyringOf(instance.environment), async (em) => {
      const enrollments = await em.find(PushEnrollment, { userId: seededUser(3) });
      expect(enrollments.map(({ pushToken }) => pushToken)).toEqual(['seeded-push-token-3.0']);
    });
    const rows = await query<{ push_token: Buffer }>(database, 'select push_token from push_enrollment');
    expect(rows.some(({ push_token: stored }) => stored.includes('seeded'))).toBe(false);
  });

  it('has the requested number of events, each in the partition of its time, and lets partitions be extended', async () => {
    const seeded = `user_agent = 'seeded/1.0'`;
    expect(
      await query(
        database,
        `select count(*)::int as count, count(*) filter (where to_char(occurred_at at time zone 'UTC', 'IYYYIW') <> to_char(to_date(right(tableoid::regclass::text, 8), 'YYYYMMDD'), 'IYYYIW'))::int as misplaced from event where ${seeded}`,
      ),
    ).toEqual([{ count: size.events, misplaced: 0 }]);
    const { body } = await createEventsApi(endpoints)({
      client_id: 'demo-shop',
      event_type: 'MOBILE_AUTH_AUTHENTICATED',
    });
    expect(body.pagination.total_results).toBeGreaterThan(100);
    const maintenance = instance.environment['COUNTERSIGN_MAINTENANCE_DATABASE_URL']!;
    await runWithoutStatementTimeout({ databaseUrl: maintenance }, keyringOf(instance.environment), (em) =>
      extendEventPartitions(em, { clock: () => new Date() }),
    );
    expect(await query(database, `select count(*)::int as count from event where ${seeded}`)).toEqual([
      { count: size.events },
    ]);
  });
});
