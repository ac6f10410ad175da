import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Deps } from '../../src/runtime/deps.ts';
import { signIn as signInOperator } from '../admin/support/admin-api.ts';
import { createBrowser } from '../authentication/support/flow-api.ts';
import type { FlowBrowser } from '../authentication/support/flow-api.ts';
import { addPersonWithPassword, rightPassword } from '../authentication/support/people.ts';
import type { TestPerson } from '../authentication/support/people.ts';
import { createTestDeps } from '../support/own-server.ts';
import { query } from '../support/query.ts';
import { useStack } from '../support/stack.ts';

const { endpoints } = useStack();
const { postgres_url: database } = endpoints;
let deps: Deps;
let person: TestPerson;
let browser: FlowBrowser;

beforeAll(async () => {
  deps = await createTestDeps(useStack().environment);
  person = await addPersonWithPassword(deps);
  browser = createBrowser();
});
afterAll(() => deps.close());

async function visitAccount(): Promise<URL> {
  return new URL(await browser.visit(await browser.visit(`${endpoints.api}/account/sign-in`)));
}

async function signIn(): Promise<void> {
  const interaction = (await visitAccount()).searchParams.get('interaction');
  const { session_id } = (await browser.post('/start', { interaction })).body;
  const credentials = { identifier: person.email, password: rightPassword };
  await browser.post('/authenticate', { session_id, auth_method: 'password', credentials });
  const { body } = await browser.post('/complete', { session_id });
  await browser.visit(await browser.visit(body.redirect_to));
}

/** @param parameters of the list, which finds the person of this file by their id alone. */
async function listed(parameters: Record<string, string> = {}) {
  const admin = await signInOperator(endpoints.api, endpoints.operators.admin);
  const search = new URLSearchParams({ filter: `id eq "${person.id}"`, count: 'true', ...parameters });
  const { status, body } = await admin.call('GET', `/users?${search.toString()}`);
  expect(status).toBe(200);
  expect(body.count).toBe(body.items.length);
  return body.items as { last_seen_at: string | null; level: number; source: string }[];
}

/** As if they had been seen last so many minutes ago. */
const seenBefore = (minutes: number) =>
  query(database, "update user_account set last_seen_at = now() - $2 * interval '1 minute' where id = $1", [
    person.id,
    minutes,
  ]);
/** The session is written anew by its next use. */
const ageSession = () =>
  query(
    database,
    `update oauth_artifact set payload = payload || '{"lastSeenAt": 1000000000}' where account_id = $1 and model = 'Session'`,
    [person.id],
  );
const minutesAgo = ([item]: { last_seen_at: string | null }[]) =>
  Math.round((Date.now() - Date.parse(item?.last_seen_at ?? '')) / 60_000);

it('is when a person signed in or used their session last, noted once in some minutes', async () => {
  const begun = Date.now() - 1;
  expect(await listed()).toMatchObject([{ last_seen_at: null, level: 2, source: 'local' }]);
  await signIn();
  const [item] = await listed();
  expect(Date.parse(item?.last_seen_at ?? '')).toBeGreaterThanOrEqual(begun);

  await seenBefore(4);
  await ageSession();
  await visitAccount();
  expect(minutesAgo(await listed())).toBe(4);

  await seenBefore(60);
  await ageSession();
  await visitAccount();
  expect(minutesAgo(await listed())).toBe(0);
});

it('filters and sorts the list: who was never seen counts by when they became known', async () => {
  const after = new Date(Date.now() + 3_600_000).toISOString();
  const before = new Date(Date.now() - 3_600_000).toISOString();
  for (const minutes of [null, 1] as const) {
    await query(database, 'update user_account set last_seen_at = null where id = $1', [person.id]);
    if (minutes) await seenBefore(minutes);
    expect(await listed({ last_seen_before: before })).toEqual([]);
    for (const sort of ['registered_at', 'last_seen_at', '-last_seen_at'])
      expect(await listed({ last_seen_before: after, sort })).toHaveLength(1);
  }
});

it('is noted without waiting for who holds the person: a sign-in goes on', async () => {
  await seenBefore(60);
  await ageSession();
  const holder = new pg.Client({ connectionString: database });
  await holder.connect();
  try {
    await holder.query('begin');
    await holder.query('select id from user_account where id = $1 for no key update', [person.id]);
    expect((await visitAccount()).pathname).toBe('/account/callback');
    expect(minutesAgo(await listed())).toBe(60);
  } finally {
    await holder.end();
  }
});
