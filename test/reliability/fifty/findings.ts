import { Client, Connection } from '@temporalio/client';
import pg from 'pg';
import { expect } from 'vitest';
import { Keyring } from '../../../src/security/keyring.ts';
import type { KeyringEntry } from '../../../src/security/keyring.ts';
import { createPayloadCodec } from '../../../src/security/payload-codec.ts';
import { eventually } from '../../support/enrolled-phone.ts';
import { textMessagesTo } from '../../support/text-messages.ts';
import { createWebsite } from '../../support/website.ts';
import { expiresIn } from './cast.ts';
import type { KillableStack } from './killer.ts';
import type { Entry } from './ledger.ts';

/** Milliseconds after which every deadline has passed and been handled. */
const afterDeadlines = (expiresIn + 60) * 1000;

interface Row {
  id: string;
  status: string;
  reason: string | null;
  closed_at: Date;
  approvals: number;
}

/** Waits until no transaction is open and no callback pending, then compares all answers with the rows. */
export async function expectAllKept(stack: KillableStack, entries: readonly Entry[]): Promise<void> {
  const database = new pg.Client({ connectionString: stack.endpoints.postgres_url });
  await database.connect();
  try {
    await expectNothingOpen(database);
    await expectNoWorkflowOpen(stack, database);
    const rows = await loadRows(database);
    for (const entry of entries) await expectKept(stack, entry, rows);
    for (const entry of entries.filter(({ number }) => number)) await expectTextsOnce(stack, database, entry);
    for (const entry of entries.filter(({ callbackUrl }) => callbackUrl)) await expectCallback(database, entry, rows);
  } finally {
    await database.end();
  }
}

/** After every deadline no row is pending, and every callback is delivered. */
async function expectNothingOpen(database: pg.Client): Promise<void> {
  const left = async () => {
    const { rows } = await database.query(
      `select (select count(*) from transaction where status = 'pending') as open, (select count(*) from callback_delivery where status = 'pending') as owed`,
    );
    return rows[0] as { open: string; owed: string };
  };
  const isNone = ({ open, owed }: { open: string; owed: string }) => open === '0' && owed === '0';
  await eventually(async () => (isNone(await left()) ? true : undefined), afterDeadlines).catch(() => undefined);
  expect(await left(), 'left open after every deadline').toEqual({ open: '0', owed: '0' });
}

/** A workflow whose recorded decision was lost with its worker continues at its deadline. */
async function expectNoWorkflowOpen({ endpoints, environment }: KillableStack, database: pg.Client): Promise<void> {
  const connection = await Connection.connect({ address: endpoints.temporal_address });
  const keyring = new Keyring(JSON.parse(environment['COUNTERSIGN_KEYRING'] as string) as KeyringEntry[]);
  const client = new Client({
    connection,
    namespace: endpoints.temporal_namespace,
    dataConverter: { payloadCodecs: [createPayloadCodec(keyring)] },
  });
  const { rows } = await database.query<{ id: string }>('select id from transaction');
  const statusOf = (id: string) =>
    client.workflow
      .getHandle(id)
      .describe()
      .then(
        ({ status }) => status.name,
        () => 'NEVER STARTED',
      );
  try {
    for (const { id } of rows) {
      const status = await eventually(async () => {
        const name = await statusOf(id);
        return name === 'RUNNING' ? undefined : name;
      }, afterDeadlines);
      expect(status, id).toMatch(/^(COMPLETED|NEVER STARTED)$/);
    }
  } finally {
    await connection.close();
  }
}

async function loadRows(database: pg.Client): Promise<Map<string, Row>> {
  const { rows } = await database.query<Row>(
    `select t.id, t.status, t.reason, t.closed_at,
            (select count(*)::int from event e where e.subject_id = t.id::text and e.name in ('MOBILE AUTH AUTHENTICATED', 'SMS AUTH VALIDATION SUCCESS')) as approvals
       from transaction t`,
  );
  return new Map(rows.map((row) => [row.id, row]));
}

/** All answers agree with the row and with the current result; the transaction was approved at most once. */
async function expectKept({ endpoints }: KillableStack, entry: Entry, rows: Map<string, Row>): Promise<void> {
  const row = rows.get(entry.transactionId as string);
  const story = JSON.stringify({ ...entry, row });
  expect(row, story).toBeDefined();
  for (const told of entry.told) {
    expect(row?.status, `${told.by}: ${story}`).toBe(told.status);
    // A refusal can name an outcome that is not recorded yet; only answers are final.
    if (told.reason && !told.by.endsWith('too late')) expect(row?.reason, `${told.by}: ${story}`).toBe(told.reason);
  }
  expect(row?.approvals, story).toBe(row?.status === 'authenticated' ? 1 : 0);
  const { body } = await createWebsite(endpoints).result(entry.transactionId as string);
  expect([body.status, body.not_authenticated_reason?.reason ?? null, body.user_id], story).toEqual([
    row?.status,
    row?.reason,
    entry.userId,
  ]);
  if (entry.kind.includes('wrong PIN')) expect(body.used_authentication_attempts, story).toBeLessThanOrEqual(2);
}

/** One message for the initialisation, however often it was repeated, and one for each requested resend. */
async function expectTextsOnce({ endpoints }: KillableStack, database: pg.Client, entry: Entry): Promise<void> {
  const messages = await textMessagesTo(endpoints, entry.number as string);
  const { rows } = await database.query<{ id: string }>(
    `select r.id from message_receipt r join transaction t on r.id like t.id::text || ':%' where t.user_id = $1`,
    [entry.userId],
  );
  const story = JSON.stringify({ ...entry, rows });
  expect(messages.length, story).toBeLessThanOrEqual(1 + entry.resends);
  expect(rows.length, story).toBeLessThanOrEqual(1 + entry.resends);
}

/** The callback was delivered after the outcome was recorded, always with the same id and body. */
async function expectCallback(database: pg.Client, entry: Entry, rows: Map<string, Row>): Promise<void> {
  const { requests } = (await (await fetch(entry.callbackUrl as string)).json()) as {
    requests: { headers: Record<string, string>; body: string; received_at: string; status: number }[];
  };
  const mine = requests.filter(({ body }) => body.includes(entry.transactionId as string));
  expect(mine.at(-1)?.status, JSON.stringify({ entry, mine })).toBe(204);
  const delivery = (
    await database.query<{ id: string }>('select id from callback_delivery where transaction_id = $1', [
      entry.transactionId,
    ])
  ).rows[0];
  const closedAt = rows.get(entry.transactionId as string)?.closed_at.getTime() as number;
  for (const { headers, body, received_at: receivedAt } of mine) {
    expect(headers['webhook-id']).toBe(delivery?.id);
    expect(JSON.parse(body)).toEqual({ callback_uri: entry.callbackUrl, transaction_id: entry.transactionId });
    expect(Date.parse(receivedAt)).toBeGreaterThanOrEqual(closedAt);
  }
}
