import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { enrollPhone, eventually } from '../../support/enrolled-phone.ts';
import type { EnrolledPhone } from '../../support/enrolled-phone.ts';
import { startOwnServer } from '../../support/own-server.ts';
import type { OwnServer } from '../../support/own-server.ts';
import { createWebsite } from '../../support/website.ts';
import { longPoll, openStream } from './support/waiters.ts';
import type { OpenStream, Result } from './support/waiters.ts';

/** Far fewer than the waiters: if each waiter held a connection, no other request could be served. */
const poolSize = 4;
let server: OwnServer;
let phone: EnrolledPhone;

beforeAll(async () => {
  server = await startOwnServer({ COUNTERSIGN_DATABASE_POOL_SIZE: String(poolSize) });
  phone = await enrollPhone(server.endpoints);
});
afterAll(() => server.stop());

async function ask(): Promise<string> {
  const form = {
    type: 'login_with_push',
    user_id: phone.userId,
    device_id: phone.deviceId,
    callback_uri: `${server.endpoints.sandbox}/callbacks/${randomUUID()}`,
    message: 'Hi',
  };
  const { status, body } = await createWebsite(server.endpoints).initialise(form);
  expect(status).toBe(200);
  return body.transaction_id as string;
}

/** Number of connections that run a statement or hold a transaction, except the asking one. */
async function busyConnections(): Promise<number> {
  const [row] = await server.deps
    .em()
    .execute<{ busy: number }[]>(
      `select count(*)::int as busy from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid() and state <> 'idle'`,
    );
  return row?.busy ?? 0;
}

/** Slots of the Temporal worker in use, by kind of task. */
async function slotsInUse(): Promise<Record<string, number>> {
  const text = await (
    await fetch(`http://127.0.0.1:${server.instance.environment['COUNTERSIGN_OPERATIONS_PORT']}/metrics`)
  ).text();
  const lines = text.split('\n').filter((line) => line.startsWith('temporal_worker_task_slots_used{'));
  return Object.fromEntries(
    lines.map((line) => [/worker_type="(\w+)"/.exec(line)?.[1], Number(line.slice(line.lastIndexOf(' ')))]),
  );
}

describe('a hundred long polls and a hundred streams', () => {
  it('hold no database connection and no worker slot, and all receive the result', { timeout: 120_000 }, async () => {
    const id = await ask();
    const polls: Promise<Result>[] = [];
    const streams: OpenStream[] = [];
    for (let group = 0; group < 10; group += 1) {
      const [some, others] = [
        Array.from({ length: 10 }, () => longPoll(server.endpoints, id)),
        Array.from({ length: 10 }, () => openStream(server.endpoints, id)),
      ];
      await Promise.all(others.map(({ begun }) => begun));
      polls.push(...some);
      streams.push(...others);
    }
    // Periodic reads of the row release their connection: there are moments without any busy connection.
    await eventually(async () => ((await busyConnections()) === 0 ? true : undefined), 60_000);
    await eventually(async () => {
      const used = await slotsInUse();
      expect(Object.keys(used)).toEqual(
        expect.arrayContaining(['ActivityWorker', 'LocalActivityWorker', 'WorkflowWorker']),
      );
      return Object.values(used).every((count) => count === 0) ? true : undefined;
    }, 60_000);
    for (let time = 0; time < 3; time += 1) {
      const other = await ask();
      expect((await phone.answer(other)).outcome.status).toBe('authenticated');
    }
    expect(
      await Promise.race([...polls, ...streams.map(({ last }) => last), Promise.resolve('no waiter was answered')]),
    ).toBe('no waiter was answered');
    await phone.answer(id);
    const heard = await Promise.all([...polls, ...streams.map(({ last }) => last)]);
    expect(heard).toHaveLength(200);
    for (const result of heard) expect(result).toEqual(heard[0]);
    expect(heard[0]?.status).toBe('authenticated');
    await eventually(async () => ((await busyConnections()) === 0 ? true : undefined), 60_000);
  });

  it('leave no connection behind when the waiting clients disconnect', async () => {
    const id = await ask();
    const gone = new AbortController();
    const { clients, api } = server.endpoints;
    const authorization = `Basic ${Buffer.from(`${clients.mobile_authentication.id}:${clients.mobile_authentication.secret}`).toString('base64')}`;
    const open = Array.from({ length: 100 }, (_, index) => {
      const accept = index % 2 === 0 ? 'application/json' : 'text/event-stream';
      return fetch(`${api}/oauth/api/v4/authenticate/transaction/${id}?wait=60`, {
        headers: { authorization, accept },
        signal: gone.signal,
      })
        .then((response) => response.text())
        .catch((error: Error) => error.name);
    });
    await eventually(async () => ((await busyConnections()) === 0 ? true : undefined), 60_000);
    gone.abort();
    expect(new Set(await Promise.all(open))).toEqual(new Set(['AbortError']));
    expect((await phone.answer(id)).outcome.status).toBe('authenticated');
    await eventually(async () => ((await busyConnections()) === 0 ? true : undefined), 60_000);
  });
});
