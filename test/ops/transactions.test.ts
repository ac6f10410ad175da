import { randomUUID } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { readEnvironment } from '../../src/config/environment.ts';
import { runProgram } from '../../src/ops/run-program.ts';
import { connectOps } from '../../src/runtime/connect-ops.ts';
import { signIn } from '../admin/support/admin-api.ts';
import type { SignedIn } from '../admin/support/admin-api.ts';
import { createReceiver } from '../support/connections/callback-receiver.ts';
import { enrollPhone, eventually } from '../support/enrolled-phone.ts';
import type { EnrolledPhone } from '../support/enrolled-phone.ts';
import { useStack } from '../support/stack.ts';
import { createWebsite } from '../support/website.ts';
import { query } from '../users/support/rest.ts';
import { ops, runOps } from './support/run-ops.ts';

const { endpoints, environment } = useStack();
const website = createWebsite(endpoints);
const receiver = createReceiver(endpoints.sandbox);
let admin: SignedIn;
let phone: EnrolledPhone;
let refused: string;

const push = async () =>
  (
    await website.initialise({
      type: 'login_with_push',
      user_id: phone.userId,
      device_id: phone.deviceId,
      callback_uri: receiver.url,
      message: 'Very private',
    })
  ).body.transaction_id as string;
const told = (id: string) =>
  query<{ name: string; agent_user: string; user_agent: string }>(
    "select name, agent_user, user_agent from event where subject_id = $1 and name like 'ADMIN%' order by id",
    [id],
  );

/** Runs a command interactively with one answer of the operator. */
async function answering(answer: string, questions: string[], ...args: string[]): Promise<[number, string]> {
  const printed: string[] = [];
  const deps = await connectOps(readEnvironment(environment));
  const terminal = {
    print: (text: string) => void printed.push(text),
    complain: (text: string) => void printed.push(text),
    isInteractive: true,
    readInput: () => Promise.resolve(''),
    account: 'operator-account',
  };
  try {
    const code = await runProgram(args, {
      connect: async () => deps,
      terminal: {
        ...terminal,
        ask: async (question) => {
          questions.push(question);
          return answer;
        },
      },
    });
    return [code, printed.join('\n')];
  } finally {
    await deps.close();
  }
}

beforeAll(async () => {
  admin = await signIn(endpoints.api, endpoints.operators.admin);
  phone = await enrollPhone(endpoints);
  refused = await push();
  await phone.answer(refused, { decision: 'reject', reason: 'cancelled' });
});

describe('ops', () => {
  it('prints help without a running stack', async () => {
    const { code, out } = await runOps(['--data', join(tmpdir(), randomUUID()), 'transactions', 'cancel', '--help']);
    expect([code, out]).toEqual([0, expect.stringMatching(/^Usage: ops transactions cancel/)]);
  });

  it('exits with 1 and a hint when nothing runs, PostgreSQL is unreachable, or a setting is missing', async () => {
    const nowhere = await runOps(['--data', join(tmpdir(), randomUUID()), 'transactions', 'list']);
    expect([nowhere.code, nowhere.errors]).toEqual([1, expect.stringContaining('run npm start')]);
    const away = await runOps(['transactions', 'list'], {
      ...environment,
      COUNTERSIGN_DATABASE_URL: 'postgres://unknown@127.0.0.1:1/nothing',
    });
    expect([away.code, away.errors.trim()]).toEqual([
      1,
      'Failed: PostgreSQL cannot be reached. (database_unreachable)',
    ]);
    const unset = await runOps(['transactions', 'list'], { COUNTERSIGN_DATABASE_URL: endpoints.postgres_url });
    expect([unset.code, unset.errors]).toEqual([1, expect.stringContaining('COUNTERSIGN_KEYRING is not set')]);
  });
});

describe('ops transactions list', () => {
  it('prints a table, and with --json the answer of the admin API', async () => {
    const { code, out } = await ops('transactions', 'list', '--user', phone.userId, '--since', '1h');
    expect(code).toBe(0);
    expect(out).toMatch(
      new RegExp(
        `^ID +CREATED +STATUS +METHOD +TYPE +APPLICATION +CALLBACK +USER\\n${refused} +\\S+Z +not_accepted +PUSH +login_with_push +northwind-id +\\w+ +${phone.userId}\\n$`,
      ),
    );
    await eventually(async () =>
      (await admin.call('GET', `/transactions/${refused}`)).body.callback?.status === 'delivered' ? true : undefined,
    );
    const json = await ops('transactions', 'list', '--user', phone.userId, '--reason', 'not_accepted', '--json');
    expect(JSON.parse(json.out)).toEqual(
      (await admin.call('GET', `/transactions?user_id=${phone.userId}&reason=not_accepted`)).body,
    );
  });

  it('prints the cursor of the next page, and a text for an empty list', async () => {
    const newer = await push();
    const first = await ops('transactions', 'list', '--limit', '1', '--user', phone.userId);
    const [, cursor = ''] = /More: --cursor (\S+)/.exec(first.out) ?? [];
    const second = await ops('transactions', 'list', '--limit', '1', '--user', phone.userId, '--cursor', cursor);
    expect([first, second].map(({ code, out }) => [code, out.split('\n')[1]?.slice(0, 36)])).toEqual([
      [0, newer],
      [0, refused],
    ]);
    await website.cancel(newer);
    expect((await ops('transactions', 'list', '--user', `unknown-${randomUUID()}`)).out).toBe(
      'No such transactions.\n',
    );
    expect(await ops('transactions', 'list', '--cursor', 'x')).toMatchObject({
      code: 1,
      errors: expect.stringContaining('(invalid_request)'),
    });
  });
});

describe('ops transactions show', () => {
  it('shows status, callback and events, but not the message', async () => {
    const { code, out } = await ops('transactions', 'show', refused.toUpperCase());
    expect(code).toBe(0);
    for (const part of [
      'reason               not_accepted',
      'METHOD  TYPE',
      'Callback',
      'TRY  AT',
      'MOBILE AUTH NOT AUTHENTICATED',
    ])
      expect(out).toContain(part);
    expect(out).not.toContain('Very private');
    const json = await ops('transactions', 'show', refused, '--json');
    expect(JSON.parse(json.out)).toEqual((await admin.call('GET', `/transactions/${refused}`)).body);
  });

  it('shows the delivery of text messages, without number and text', async () => {
    const { transaction_id: id } = (
      await website.initialise({
        type: 'payment_with_sms',
        user_id: phone.userId,
        phone_number: '+31612345678',
        message: 'Very private {code}',
      })
    ).body;
    const { code, out } = await ops('transactions', 'show', id as string);
    expect([code, out]).toEqual([
      0,
      expect.stringMatching(/\nText messages\nSENT AT +STATUS +DELIVERY +ERROR +REPORTED AT\n\S+Z +sent +/),
    ]);
    for (const hidden of ['[object', 'Very private', '12345678']) expect(out).not.toContain(hidden);
    await website.cancel(id as string);
  });

  it('exits with 1 for an unknown transaction', async () => {
    expect(await ops('transactions', 'show', randomUUID())).toMatchObject({
      code: 1,
      out: '',
      errors: expect.stringContaining('(transaction_not_found)'),
    });
  });
});

// Concurrent: each test has its own transactions and mostly waits for processes and the sweeper.
describe.concurrent('ops transactions cancel', { timeout: 400_000 }, () => {
  it('asks for confirmation, and exits with 2 without a terminal and without --yes', async () => {
    const id = await push();
    expect(await ops('transactions', 'cancel', id)).toMatchObject({
      code: 2,
      errors: expect.stringContaining('--yes'),
    });
    const question: string[] = [];
    expect(await answering('no', question, 'transactions', 'cancel', id)).toEqual([0, 'Left as it is.']);
    expect(question).toEqual([
      expect.stringMatching(new RegExp(`^Cancel ${id} \\(PUSH, login_with_push, open until .*Z\\)\\? \\[y/N\\] $`)),
    ]);
    expect((await admin.call('GET', `/transactions/${id}`)).body.status).toBe('pending');
    expect(await answering('y', question, 'transactions', 'cancel', id, '--operator', 'eve')).toEqual([
      0,
      'Cancelled.',
    ]);
    expect(await told(id)).toMatchObject([{ agent_user: 'eve' }]);
  });

  it('cancels the transaction, and exits with 0 when it is repeated', async () => {
    const id = await push();
    expect(await ops('transactions', 'cancel', id, '--yes', '--operator', 'ada')).toMatchObject({
      code: 0,
      out: 'Cancelled.\n',
    });
    expect((await website.result(id)).body).toMatchObject({
      is_authenticated: false,
      not_authenticated_reason: { reason: 'cancelled' },
    });
    expect(await ops('transactions', 'cancel', id, '--yes')).toMatchObject({ code: 0, out: 'Cancelled.\n' });
    expect(await told(id)).toEqual([
      { name: 'ADMIN TRANSACTION CANCELLED', agent_user: 'ada', user_agent: 'Countersign ops' },
    ]);
  });

  it('exits with 1 for an ended and for an unknown transaction', async () => {
    expect(await ops('transactions', 'cancel', refused, '--yes')).toMatchObject({
      code: 1,
      errors: expect.stringContaining('(transaction_ended)'),
    });
    expect(await ops('transactions', 'cancel', randomUUID(), '--yes')).toMatchObject({
      code: 1,
      errors: expect.stringContaining('(transaction_not_found)'),
    });
  });

  it('records the cancellation while Temporal is unreachable, and says so', async () => {
    const id = await push();
    const { code, out } = await runOps(['transactions', 'cancel', id, '--yes'], {
      ...environment,
      COUNTERSIGN_TEMPORAL_ADDRESS: '127.0.0.1:1',
      COUNTERSIGN_EXTRA_WAIT: '0',
    });
    expect([code, out]).toEqual([0, expect.stringMatching(/^It will end as cancelled/)]);
    await eventually(async () =>
      (await website.result(id)).body.not_authenticated_reason?.reason === 'cancelled' ? true : undefined,
    );
  });
});

describe.concurrent('ops transactions replay-callback', { timeout: 400_000 }, () => {
  it('delivers the callback again with the same webhook id', async () => {
    const id = await push();
    await phone.answer(id);
    const { callback } = await eventually(async () => {
      const { body } = await admin.call('GET', `/transactions/${id}`);
      return body.callback?.status === 'delivered' ? body : undefined;
    });
    const { code, out } = await ops('transactions', 'replay-callback', id, '--operator', 'ada');
    expect([code, out]).toEqual([0, expect.stringContaining(callback.id)]);
    await eventually(async () =>
      (await receiver.received()).filter(({ headers }) => headers['webhook-id'] === callback.id).length === 2
        ? true
        : undefined,
    );
    expect(await told(id)).toMatchObject([{ name: 'ADMIN CALLBACK REPLAYED', agent_user: 'ada' }]);
  });

  it('exits with 1 for an open and for an unknown transaction', async () => {
    const id = await push();
    expect(await ops('transactions', 'replay-callback', id)).toMatchObject({
      code: 1,
      errors: expect.stringContaining('(callback_not_owed)'),
    });
    expect(await ops('transactions', 'replay-callback', randomUUID())).toMatchObject({
      code: 1,
      errors: expect.stringContaining('(transaction_not_found)'),
    });
    await website.cancel(id);
  });
});
