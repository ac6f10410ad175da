import { randomInt, randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { useStack } from '../support/stack.ts';
import { basic, callForm } from '../support/website.ts';
import { createEventsApi } from './support/events-api.ts';
import { writeEvents } from './support/written-events.ts';
import { query } from '../support/query.ts';

const { endpoints } = useStack();
const events = createEventsApi(endpoints);
const path = `${endpoints.api}/oauth/api/v1/events`;

/** Writes this many events of one user by one client, one millisecond apart. */
async function fill(count: number): Promise<{ user: string; client: string; begin: number }> {
  const begin = Date.UTC(1985, 0, 1) + randomInt(10 * 365 * 24) * 3_600_000;
  const [user, client] = [`User-${randomUUID()}`, `client-${randomUUID()}`];
  await query(
    endpoints.postgres_url,
    `insert into event (id, name, occurred_at, user_id, client_id)
      select (lpad(to_hex($1::bigint + n), 12, '0') || '7000' || '8' || substr(md5($2 || n), 1, 15))::uuid, 'USER CONNECTED', to_timestamp(($1::bigint + n) / 1000.0), $2, $3 from generate_series(0, $4::int - 1) n`,
    [begin, user, client, count],
  );
  return { user, client, begin };
}

describe('GET /oauth/api/v1/events', () => {
  it('refuses a caller without valid credentials', async () => {
    const answer = await callForm('GET', path);
    expect(answer).toMatchObject({ status: 401, body: { code: 'unauthorized', details: [] } });
    expect(answer.headers.get('www-authenticate')).toMatch(/^Basic /);
    expect(
      (
        await callForm('GET', path, undefined, {
          authorization: basic({ ...endpoints.clients.administration, secret: 'wrong' }),
        })
      ).status,
    ).toBe(401);
  });

  it('refuses a caller without the scope', async () => {
    for (const client of [endpoints.clients.end_user, endpoints.clients.mobile_authentication]) {
      expect(await callForm('GET', path, undefined, { authorization: basic(client) })).toMatchObject({
        status: 403,
        body: { code: 'insufficient_permissions' },
      });
    }
  });

  it.each([
    ['page', 'page=-1'],
    ['page', 'page=1.5'],
    ['page', 'page=1&page=2'],
    ['page', `page=${'9'.repeat(20)}`],
    ['size', 'size=0'],
    ['size', 'size=1001'],
    ['size', 'size=ten'],
    ['user_id', 'user_id=a&user_id=b'],
    ['user_id', `user_id=${'x'.repeat(256)}`],
    ['user_id', 'user_id=%00'],
    ['client_id', 'client_id=%0a'],
    ['event_type', 'event_type=push%20auth'],
    ['event_type', "event_type=A'%20or%201=1--"],
    ['start_date', 'start_date=yesterday'],
    ['start_date', 'start_date=2026-01-01'],
    ['end_date', 'end_date=-1'],
    ['end_date', `end_date=${2 ** 48}`],
    ['end_date_exclusive', 'end_date_exclusive=maybe'],
  ])('refuses a wrong %s: %s', async (parameter, asked) => {
    const { status, body } = await events(asked);
    expect({ status, code: body.code }).toEqual({ status: 400, code: 'invalid_request' });
    expect(body.details[0].parameter).toContain(parameter);
  });

  it('answers an empty result for an unknown user, client, request or type', async () => {
    // Unique, because other tests query unknown users too.
    const unknown = `unknown-${randomUUID()}`;
    for (const asked of [
      { user_id: unknown },
      { client_id: unknown },
      { transaction_id: unknown },
      { event_type: 'NO_SUCH_TYPE' },
      { start_date: 1, end_date: 2 },
    ]) {
      const { status, body, headers } = await events(asked);
      expect(status).toBe(200);
      expect(headers.get('cache-control')).toContain('no-store');
      expect(body).toEqual({
        result_set: [],
        pagination: {
          total_results: 0,
          offset: 0,
          page_size: 20,
          max_visible: 10,
          pages_before: 5,
          range_start: 0,
          range_end: 0,
          first_page: true,
          last_page: true,
          number_of_pages: 0,
          previous_page: null,
          next_page: null,
          visible_pages: [],
        },
      });
    }
  });

  it('refuses other methods', async () => {
    const answer = await callForm('POST', path, {}, { authorization: basic(endpoints.clients.administration) });
    expect(answer.status).toBe(405);
  });

  it('gives the same answer twice', async () => {
    const userId = `twice-${randomUUID()}`;
    await writeEvents(endpoints.postgres_url, [{ name: 'USER CONNECTED', occurredAt: new Date(), userId }]);
    const [first, second] = [await events({ user_id: userId }), await events({ user_id: userId })];
    expect(first.body.result_set).toMatchObject([{ user_id: userId }]);
    expect(second.body).toEqual(first.body);
  });

  it.each(['100%_o\'Brien"', 'what? ?? :a', '$1 $$ \\', "\\'; drop table event; --", 'ÄÖß 日本 🔐', '{a,b}', 'null'])(
    'treats %j as text in the filters for user, client and request',
    async (text) => {
      const named = `${text}-${randomUUID()}`.slice(0, 64);
      await writeEvents(endpoints.postgres_url, [
        { name: 'USER CONNECTED', occurredAt: new Date(), userId: named, clientId: named, requestId: named },
      ]);
      for (const parameter of ['user_id', 'client_id', 'transaction_id']) {
        for (const extra of [{}, { event_type: 'USER_CONNECTED' }]) {
          const { status, body } = await events({ [parameter]: named, ...extra });
          expect([status, body.result_set.length, body.result_set[0]?.[parameter]]).toEqual([200, 1, named]);
        }
        expect(
          (await events({ [parameter]: named.replaceAll(/[%_?$\\']/g, 'x') + (/[%_?$\\']/.test(named) ? '' : 'x') }))
            .body.result_set,
        ).toEqual([]);
      }
    },
  );
});

describe('the pages of events', () => {
  it('report their position from the first to one after the last', async () => {
    const { user } = await fill(205);
    const ask = async (page: number) => (await events({ user_id: user, size: 10, page })).body;
    const common = {
      total_results: 205,
      page_size: 10,
      max_visible: 10,
      pages_before: 5,
      number_of_pages: 21,
    };
    expect((await ask(0)).pagination).toEqual({
      ...common,
      offset: 0,
      range_start: 1,
      range_end: 10,
      first_page: true,
      last_page: false,
      previous_page: null,
      next_page: 1,
      visible_pages: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9],
    });
    expect((await ask(9)).pagination).toEqual({
      ...common,
      offset: 90,
      range_start: 91,
      range_end: 100,
      first_page: false,
      last_page: false,
      previous_page: 8,
      next_page: 10,
      visible_pages: [4, 5, 6, 7, 8, 9, 10, 11, 12, 13],
    });
    const last = await ask(20);
    expect(last.result_set).toHaveLength(5);
    expect(last.pagination).toEqual({
      ...common,
      offset: 200,
      range_start: 201,
      range_end: 205,
      first_page: false,
      last_page: true,
      previous_page: 19,
      next_page: null,
      visible_pages: [11, 12, 13, 14, 15, 16, 17, 18, 19, 20],
    });
    const behind = await ask(40);
    expect(behind.result_set).toEqual([]);
    expect(behind.pagination).toMatchObject({ ...common, offset: 400, previous_page: 20, next_page: null });
    expect((await ask(100_000)).result_set).toEqual([]);
  });

  it('are counted up to the last readable one, and refused after it', { timeout: 180_000 }, async () => {
    const { user, client, begin } = await fill(10_050);
    for (const asked of [{ user_id: user }, { client_id: client }]) {
      expect((await events({ ...asked, size: 1000, page: 9 })).body).toMatchObject({
        result_set: { length: 1000 },
        pagination: { total_results: 10_000, last_page: true, next_page: null },
      });
      const behind = await events({ ...asked, size: 1000, page: 10 });
      expect(behind).toMatchObject({
        status: 400,
        body: { code: 'invalid_request', details: [{ parameter: 'page' }] },
      });
      expect(behind.body.message).toContain('start_date');
      const { body } = await events({ ...asked, end_date: begin + 49 });
      expect(body.pagination.total_results).toBe(50);
      expect(body.result_set[0].occurred).toBe(begin + 49);
    }
  });

  it(
    'require dates when there are too many events to search, instead of leaving some out',
    { timeout: 180_000 },
    async () => {
      const { user, client, begin } = await fill(20_010);
      expect(await events({ user_id: user, client_id: 'other' })).toMatchObject({
        status: 400,
        body: { code: 'invalid_request', details: [{ parameter: 'start_date' }] },
      });
      expect(
        (await events({ user_id: user, client_id: client, start_date: begin + 20_000 })).body.pagination.total_results,
      ).toBe(10);
      expect(
        (await events({ user_id: user, client_id: 'other', start_date: begin + 100 })).body.pagination.total_results,
      ).toBe(0);
    },
  );
});
