import { randomBytes, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  mostInBatch,
  pruneBatch,
  pruneTransactions,
} from '../../../src/commands/mobile-authentication/retention/prune-transactions.ts';
import { enrollPhone, eventually } from '../../support/enrolled-phone.ts';
import type { EnrolledPhone } from '../../support/enrolled-phone.ts';
import { query } from '../../support/query.ts';
import { startOwnServer } from '../../support/own-server.ts';
import type { OwnServer } from '../../support/own-server.ts';
import { createWebsite } from '../../support/website.ts';

const day = 24 * 3_600_000;
let server: OwnServer;
let phone: EnrolledPhone;

beforeAll(async () => {
  server = await startOwnServer();
  // The schedule runs every ten minutes and would delete rows that are counted here. It can still be triggered.
  await (await schedule()).pause();
  phone = await enrollPhone(server.endpoints);
});
afterAll(() => server.stop());

async function schedule() {
  const { client } = await server.deps.temporal.connect();
  return client.schedule.getHandle(`prune-expired-rows/${server.deps.environment.temporalTaskQueue}`);
}

function sql<Row>(statement: string, parameters: unknown[] = []): Promise<Row[]> {
  return server.deps.em().execute<Row[]>(statement, parameters);
}

function prune(inDays: number): Promise<number> {
  return pruneTransactions({ ...server.deps, clock: () => new Date(Date.now() + inDays * day) });
}

async function ask(key: string = randomUUID()): Promise<string> {
  const callback = `${server.endpoints.sandbox}/callbacks/${randomUUID()}`;
  const form = {
    type: 'login_with_push',
    user_id: phone.userId,
    device_id: phone.deviceId,
    callback_uri: callback,
    message: 'Hi',
  };
  return (await createWebsite(server.endpoints).initialise(form, { 'idempotency-key': key })).body
    .transaction_id as string;
}

async function finish(id: string): Promise<void> {
  await phone.answer(id);
  await eventually(async () =>
    (await sql(`select from callback_delivery where transaction_id = ? and status = 'delivered'`, [id])).length > 0
      ? true
      : undefined,
  );
}

function move(id: string, days: number): Promise<unknown> {
  return sql(
    `update transaction set created_at = created_at - ? * interval '1 day', expires_at = expires_at - ? * interval '1 day', closed_at = closed_at - ? * interval '1 day' where id = ?`,
    [days, days, days, id],
  );
}

/** Number of rows of a transaction in every table that refers to it. */
async function traces(id: string): Promise<Record<string, number>> {
  const [row] = await sql<Record<string, number>>(
    `select (select count(*)::int from transaction where id = x) as transactions, (select count(*)::int from callback_delivery where transaction_id = x) as callbacks,
            (select count(*)::int from callback_attempt a join callback_delivery d on d.id = a.delivery_id where d.transaction_id = x) as attempts,
            (select count(*)::int from idempotency_key where subject_id = x) as keys, (select count(*)::int from message_receipt where id like x || ':%') as receipts
       from (select ?::uuid as x) asked`,
    [id],
  );
  return row as Record<string, number>;
}

describe('a finished transaction', () => {
  it('is deleted with everything that refers to it after the retention period; its key then creates a new transaction', async () => {
    const key = randomUUID();
    const id = await ask(key);
    await finish(id);
    await sql(`insert into message_receipt (id, channel, status, created_at) values (?, 'sms', 'sent', now())`, [
      `${id}:0:0`,
    ]);
    expect(await traces(id)).toEqual({ transactions: 1, callbacks: 1, attempts: 1, keys: 1, receipts: 1 });
    await prune(364);
    expect(await traces(id)).toEqual({ transactions: 1, callbacks: 1, attempts: 1, keys: 1, receipts: 1 });
    await prune(366);
    expect(await traces(id)).toEqual({ transactions: 0, callbacks: 0, attempts: 0, keys: 0, receipts: 0 });
    expect(await prune(366)).toBe(0);
    expect((await createWebsite(server.endpoints).result(id)).body.error_code).toBe('1006');
    const next = await ask(key);
    expect(next).not.toBe(id);
    await phone.answer(next);
  });

  it('answers 1006 after the retention period of its result, while the row is still there', async () => {
    const id = await ask();
    await finish(id);
    expect((await createWebsite(server.endpoints).result(id)).status).toBe(200);
    await move(id, 2);
    expect((await createWebsite(server.endpoints).result(id)).body.error_code).toBe('1006');
    await prune(0);
    expect(await traces(id)).toMatchObject({ transactions: 1 });
  });

  it('is kept as long as its result when that is longer than its own retention period', async () => {
    const id = await ask();
    await finish(id);
    const configuration = {
      ...server.deps.configuration,
      current: async () => {
        const current = await server.deps.configuration.current();
        return {
          ...current,
          general: { ...current.general, transaction_retention_days: 1, result_retention_hours: 8760 },
        };
      },
    };
    const inDays = (days: number) =>
      pruneTransactions({ ...server.deps, configuration, clock: () => new Date(Date.now() + days * day) });
    await inDays(364);
    expect(await traces(id)).toMatchObject({ transactions: 1 });
    await inDays(366);
    expect(await traces(id)).toMatchObject({ transactions: 0 });
  });

  it('is kept while a transaction is open or its callback is pending', async () => {
    const open = await ask();
    const owed = await ask();
    await finish(owed);
    await sql(`update callback_delivery set status = 'pending' where transaction_id = ?`, [owed]);
    await prune(1000);
    expect([await traces(open), await traces(owed)]).toEqual([
      expect.objectContaining({ transactions: 1 }),
      expect.objectContaining({ transactions: 1, callbacks: 1 }),
    ]);
    await sql(`update callback_delivery set status = 'failed' where transaction_id = ?`, [owed]);
    await prune(1000);
    expect([await traces(open), await traces(owed)]).toEqual([
      expect.objectContaining({ transactions: 1 }),
      expect.objectContaining({ transactions: 0, callbacks: 0 }),
    ]);
    await phone.answer(open);
  });

  it('is deleted by the schedule', { timeout: 120_000 }, async () => {
    const id = await ask();
    await finish(id);
    await move(id, 400);
    await (await schedule()).trigger();
    await eventually(async () => ((await traces(id))['transactions'] === 0 ? true : undefined), 60_000);
  });
});

describe('pruning many transactions', () => {
  const many = 20_000;
  const old = mostInBatch + 200;
  /** On a connection of the test's own: on connections of the product a statement times out after 2.5 s. */
  const fill = (statement: string, values: unknown[] = []) => query(server.endpoints.postgres_url, statement, values);

  it('deletes one batch per statement, found by the index, oldest first', { timeout: 180_000 }, async () => {
    const id = await ask();
    await finish(id);
    const columns = (
      await sql<{ name: string }>(
        `select column_name as name from information_schema.columns where table_name = 'transaction' and column_name not in ('id', 'created_at', 'closed_at', 'message')`,
      )
    ).map(({ name }) => `"${name}"`);
    await fill(
      `insert into transaction (id, created_at, closed_at, message, ${columns})
      select gen_random_uuid(), at, at, message, ${columns} from transaction, lateral (select now() - (case when n <= $1 then 400 else 100 end) * interval '1 day' + n * interval '1 second' as at from generate_series(1, $2) n) times where id = $3`,
      [old, many, id],
    );
    await fill(
      `insert into callback_delivery (id, transaction_id, url, status, created_at) select gen_random_uuid(), id, $1, 'delivered', created_at from transaction on conflict do nothing`,
      ['https://site.example/'],
    );
    await fill(
      `insert into idempotency_key (client_id, key_hash, request_hash, subject_id, created_at) select 'site', uuid_send(id), $1, id, created_at from transaction`,
      [randomBytes(32)],
    );
    // Only the owner of a table may analyze it.
    await query(server.endpoints.postgres_owner_url, 'analyze transaction, callback_delivery, idempotency_key');
    const limit = new Date(Date.now() - 365 * day);
    const [{ 'QUERY PLAN': [explained] = [] } = {}] = await sql<{ 'QUERY PLAN': unknown[] }>(
      `explain (format json) ${pruneBatch}`,
      [limit, limit],
    );
    const plan = JSON.stringify(explained);
    expect(plan).toContain('"Index Name":"transaction_created_at"');
    for (const scan of plan.matchAll(/"Node Type":"Seq Scan"[^{}]*"Relation Name":"(\w+)"/g))
      expect(scan[1]).not.toMatch(/^(transaction|callback_delivery|idempotency_key)$/);
    const counts = async () =>
      (
        await sql<{ transactions: number; old: number; deliveries: number; keys: number }>(
          `select count(*)::int as transactions, count(*) filter (where created_at < ?)::int as old, (select count(*)::int from callback_delivery) as deliveries, (select count(*)::int from idempotency_key) as keys from transaction`,
          [limit],
        )
      )[0];
    const before = await counts();
    expect(await prune(0)).toBe(mostInBatch);
    expect(await counts()).toMatchObject({
      old: old - mostInBatch,
      transactions: (before?.transactions ?? 0) - mostInBatch,
    });
    expect(await prune(0)).toBe(old - mostInBatch);
    expect(await counts()).toEqual({
      old: 0,
      transactions: (before?.transactions ?? 0) - old,
      deliveries: (before?.deliveries ?? 0) - old,
      keys: (before?.keys ?? 0) - old,
    });
    expect(await prune(0)).toBe(0);
  });
});
