import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { queueMessage } from '../../src/commands/messages/delivery/queue-message.ts';
import type { NewMessage } from '../../src/commands/messages/delivery/queue-message.ts';
import { findMessages } from '../../src/commands/messages/history/find-messages.ts';
import type { MessageFilter } from '../../src/commands/messages/history/find-messages.ts';
import type { Deps } from '../../src/runtime/deps.ts';
import { callAdmin, signInAll } from '../admin/support/admin-api.ts';
import { addOperator } from '../operators/support/operators.ts';
import type { TestOperator } from '../operators/support/operators.ts';
import { createCaller } from '../self-service/support/self-service-api.ts';
import { createTestDeps } from '../support/own-server.ts';
import { query } from '../support/query.ts';
import { useStack } from '../support/stack.ts';

const { endpoints } = useStack();
const { api, postgres_url: database } = endpoints;
const code = '482913';
let deps: Deps;
let operators: Awaited<ReturnType<typeof signInAll>>;
let observer: TestOperator;
let userId: string;
/** Newest first: queued, delivered, undelivered, refused by the mail server, expired, to no person. */
let ids: string[];

const changes = [
  '',
  `, status = 'sent', delivery_status = 'delivered', delivery_reported_at = now()`,
  `, status = 'sent', delivery_status = 'undelivered', delivery_error = '30006', delivery_reported_at = now()`,
  `, status = 'failed', failure = 'invalid_recipient', attempts = 2`,
  `, status = 'expired'`,
] as const;

/** A message of an hour to come, so that the sweeper does not start it meanwhile. */
async function queue(minute: number, change: Partial<NewMessage> = {}): Promise<string> {
  const id = randomUUID();
  const at = new Date(Date.now() + 3_600_000 + minute * 60_000);
  await queueMessage(
    { ...deps, clock: () => at },
    {
      ...{ id, channel: 'email', to: 'jane.doe@example.com', template: 'sign_in_code', locale: 'nl', userId },
      data: { site: 'Northwind', code, minutes: '10' },
      expiresAt: new Date(at.getTime() + 600_000),
      requestId: randomUUID(),
      ...change,
    },
  );
  return id;
}

beforeAll(async () => {
  deps = await createTestDeps(useStack().environment);
  operators = await signInAll(api, endpoints.operators);
  [observer, { userId }] = await Promise.all([addOperator(deps, ['CommunicationObserver']), createCaller()]);
  const phone = { channel: 'sms', to: '+31612345678' } as const;
  ids = [
    await queue(5),
    await queue(4, phone),
    await queue(3, { ...phone, channel: 'whatsapp' }),
    await queue(2),
    await queue(1, { template: 'activation', data: { site: 'Northwind', link: 'https://a.example/x', days: '7' } }),
    await queue(0, { isWithheld: true }),
  ];
  for (const [index, change] of changes.entries())
    if (change)
      await query(database, `update message set ended_at = now(), content = null${change} where id = $1`, [ids[index]]);
});
afterAll(async () => {
  await query(database, 'delete from message where user_id = $1', [userId]);
  await deps.close();
});

const list = (search: Record<string, string> = {}) =>
  observer.call('GET', `/messages?${new URLSearchParams({ user_id: userId, ...search })}`);
const idsOf = async (search: Record<string, string>) =>
  (await list(search)).body.items.map(({ id }: { id: string }) => id);

describe('GET /admin/v1/messages', () => {
  it('lists what became of messages, newest first, without what they said and to whom exactly', async () => {
    const { status, body } = await list();
    expect([status, body.next_cursor]).toEqual([200, null]);
    expect(body.items.map((item: { id: string; status: string }) => [item.id, item.status])).toEqual(
      ['queued', 'delivered', 'undelivered', 'failed', 'expired', 'suppressed'].map((state, index) => [
        ids[index],
        state,
      ]),
    );
    expect(body.items[0]).toMatchObject({
      ...{ user_id: userId, channel: 'email', template: 'sign_in_code', locale: 'nl', attempts: 0 },
      ...{ destination: 'j***@example.com', reason: null, ended_at: null, delivery_reported_at: null },
    });
    expect(body.items[1]).toMatchObject({ destination: '+31 6 ** ** ** 78', delivery_reported_at: expect.any(String) });
    expect(body.items.map(({ reason }: { reason: string }) => reason)).toEqual([
      null,
      null,
      '30006',
      'invalid_recipient',
      null,
      'withheld',
    ]);
    expect(JSON.stringify(body)).not.toMatch(/482913|jane\.doe|12345678|a\.example/);
  });

  it('filters by every field', async () => {
    expect(await idsOf({ channel: 'email', status: 'failed' })).toEqual([ids[3]]);
    expect(await idsOf({ status: 'suppressed' })).toEqual([ids[5]]);
    expect(await idsOf({ status: 'sent' })).toEqual([]);
    expect(await idsOf({ template: 'activation' })).toEqual([ids[4]]);
    const [, { created_at: second }] = (await list()).body.items;
    expect(await idsOf({ since: second })).toEqual([ids[0], ids[1]]);
    expect(await idsOf({ until: second })).toEqual(ids.slice(2));
    expect(await idsOf({ until: '0000-01-01T00:00:00Z' })).toEqual([]);
  });

  it('gives pages that go on where the last one ended, also among messages of one moment', async () => {
    await query(
      database,
      `update message set created_at = (select created_at from message where id = $2) where id = $1`,
      [ids[4], ids[3]],
    );
    const seen: string[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const { body } = await list({ limit: '1', ...(cursor && { cursor }) });
      seen.push(...body.items.map(({ id }: { id: string }) => id));
      cursor = body.next_cursor as string | null;
    }
    expect(seen).toEqual(await idsOf({}));
    expect(new Set(seen)).toEqual(new Set(ids));
  });

  it.each<Record<string, string>>([
    { status: 'bounced' },
    { channel: 'push' },
    { template: 'unknown' },
    { limit: '101' },
    { cursor: 'x' },
    { cursor: Buffer.from(`99999999999999999~${randomUUID()}`).toString('base64url') },
    { cursor: Buffer.from(`1'~${randomUUID()}`).toString('base64url') },
    { since: 'yesterday' },
    { user_id: 'a\0b' },
    { page: '1' },
  ])('refuses %o', async (search) => {
    expect(await list(search)).toMatchObject({ status: 400, body: { code: 'invalid_request' } });
  });

  it('needs a role that may look at communication', async () => {
    expect(await operators.helpdesk.call('GET', '/messages')).toMatchObject({
      status: 403,
      body: { code: 'role_not_allowed', access: 'messages.read' },
    });
    expect((await callAdmin(api, 'GET', '/messages')).status).toBe(401);
  });

  it.each<[string, MessageFilter]>([
    ['message_created_at', {}],
    ['message_by_user', { userId: 'x' }],
    ['message_by_channel', { channel: 'sms' }],
    ['message_by_template', { template: 'activation' }],
    ['message_by_state', { state: 'undelivered' }],
  ])('reads the index %s in its order', async (index, filter) => {
    const plan = await deps.em().transactional(async (em) => {
      await em.execute('set local enable_seqscan = off; set local enable_bitmapscan = off');
      const lines: object[] = [];
      const explained = {
        execute: async (sql: string, parameters: unknown[]) => {
          lines.push(...(await em.execute<object[]>(`explain ${sql}`, parameters)));
          return [];
        },
      };
      const after = { createdAt: '1800000000000000', id: randomUUID() };
      await findMessages({ ...deps, em: () => explained as never }, filter, { limit: 51, after });
      return JSON.stringify(lines);
    });
    expect(plan).toContain(`Index Scan Backward using ${index}`);
    expect(plan).not.toContain('Sort');
  });
});

describe('GET /admin/v1/messages/{message_id}', () => {
  it('shows the tries, the last of which may not have ended', async () => {
    const receipt = `insert into message_receipt (id, channel, status, refusal, created_at) values ($1, 'email', $2, $3, now())`;
    await query(database, receipt, [`${ids[3]}:0:0`, 'refused', 'unavailable']);
    await query(database, receipt, [`${ids[3]}:0:1`, 'refused', 'invalid_recipient']);
    const { status, body } = await observer.call('GET', `/messages/${ids[3]?.toUpperCase()}`);
    expect(status).toBe(200);
    expect(body).toMatchObject({ id: ids[3], status: 'failed', delivery_status: null, request_id: expect.any(String) });
    expect(body.tries).toMatchObject([
      { number: 1, status: 'refused', refusal: 'unavailable', provider_message_id: null },
      { number: 2, status: 'refused', refusal: 'invalid_recipient' },
    ]);
    await query(database, 'delete from message_receipt where id like $1', [`${ids[3]}:%`]);
  });

  it('finds no other message', async () => {
    for (const id of [randomUUID(), 'x', `${ids[0]}'`])
      expect(await observer.call('GET', `/messages/${encodeURIComponent(id)}`)).toMatchObject({
        status: 404,
        body: { code: 'message_not_found' },
      });
    expect((await operators.helpdesk.call('GET', `/messages/${ids[0]}`)).status).toBe(403);
  });
});

describe('GET /admin/v1/users/{user_id}/messages', () => {
  const path = (id: string) => `/users/${encodeURIComponent(id)}/messages`;

  it('lists the messages of one user to those who may look at users', async () => {
    const { body } = await operators.helpdesk.call('GET', `${path(userId)}?limit=4`);
    expect(body.items).toEqual((await list({ limit: '4' })).body.items);
    const readings = await query<{ name: string }>(
      database,
      'select name from event where user_id = $1 and agent_user = $2',
      [userId, 'helpdesk'],
    );
    expect(readings.map(({ name }) => name)).toContain('MESSAGES READ');
    const rest = await operators.helpdesk.call('GET', `${path(userId)}?cursor=${body.next_cursor}`);
    expect(rest.body.items.map(({ id }: { id: string }) => id)).toEqual((await idsOf({})).slice(4));
    expect((await operators.helpdesk.call('GET', path(randomUUID()))).body.code).toBe('user_not_found');
    expect((await operators.helpdesk.call('GET', `${path(userId)}?status=sent`)).status).toBe(400);
    expect((await observer.call('GET', path(userId))).body.access).toBe('users.read');
  });

  it('forgets where messages went when their person is deleted', async () => {
    const [before] = (await list()).body.items;
    expect(before.destination).not.toBeNull();
    expect((await operators.admin.call('DELETE', `/users/${encodeURIComponent(userId)}`)).status).toBe(204);
    const { items } = (await list()).body;
    expect(items).toHaveLength(ids.length);
    expect(new Set(items.map(({ destination }: { destination: string | null }) => destination))).toEqual(
      new Set([null]),
    );
  });
});
