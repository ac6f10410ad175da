import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Instance } from '../../dev/parts/instance.ts';
import type { Endpoints } from '../../dev/parts/endpoints.ts';
import { eventually } from '../support/enrolled-phone.ts';
import type { Factor } from '../../app-sdk/index.ts';
import { query } from '../support/query.ts';
import { createSeededInstance, useStack } from '../support/stack.ts';
import { enrollPhoneWithFactors, rightPin } from './support/phone-with-factors.ts';
import { openStatementLine } from './support/statement-line.ts';
import type { StatementLine } from './support/statement-line.ts';
import { createWebsite } from '../support/website.ts';

let instance: Instance;
let line: StatementLine;
let endpoints: Endpoints;
let database: string;

beforeAll(async () => {
  instance = await createSeededInstance();
  database = instance.environment['COUNTERSIGN_DATABASE_URL']!;
  line = await openStatementLine(database);
  const server = await instance.startServer({ COUNTERSIGN_DATABASE_URL: line.url });
  endpoints = { ...useStack().endpoints, api: server.url };
});

afterAll(async () => {
  await instance.stop();
  await line.close();
});

/** Uses a connection of the test's own, so that the query is not counted. */
async function callbacksSent(): Promise<number> {
  const rows = await query(database, "select from callback_delivery where status = 'delivered'");
  return rows.length;
}

/** The statements of the approval only: schedules and the configuration snapshot have statements of their own. */
function statementsOf(taken: string[]): string[] {
  const recurring = /order by "?(d|t|created|cancel)|next_attempt_at <|replay_requested_at <|count\(\*\)/;
  return taken.filter(
    (text) =>
      /transaction|registration|oauth_artifact|rate_limit|callback_delivery|authenticator_key|app_message/.test(text) &&
      !recurring.test(text),
  );
}

/**
 * The statements of one approval with its callback, of three the one with the fewest: a schedule or a repetition on a busy machine can add
 * some to any of them, but takes none away. Another approval before it fills the caches.
 */
async function statementsOfApproval(type: string, factor?: Factor): Promise<{ all: string[]; unnamed: string[] }> {
  const website = createWebsite(endpoints);
  const phone = await enrollPhoneWithFactors(endpoints);
  const callback = `statements-${randomUUID()}`;
  const form = {
    type,
    user_id: phone.userId,
    device_id: phone.deviceId,
    callback_uri: `${endpoints.sandbox}/callbacks/${callback}`,
    message: 'Pay?',
  };
  const approve = async () => {
    const sent = await callbacksSent();
    const { body } = await website.initialise(form);
    await phone.answer(body.transaction_id, { decision: 'accept' }, factor);
    expect((await website.result(body.transaction_id)).body.is_authenticated).toBe(true);
    await eventually(async () => ((await callbacksSent()) === sent + 1 ? true : undefined));
  };
  await approve();
  const seen = [];
  for (let time = 0; time < 3; time += 1) {
    line.take();
    line.takeUnnamed();
    await approve();
    seen.push({ all: statementsOf(line.take()), unnamed: statementsOf(line.takeUnnamed()) });
  }
  return seen.toSorted((one, other) => one.all.length - other.all.length)[0]!;
}

describe('a push approval with its callback', () => {
  it('sends at most 13 statements, all of them prepared', async () => {
    const { all, unnamed } = await statementsOfApproval('login_with_push');
    expect(all.length, all.join('\n\n')).toBeLessThanOrEqual(13);
    expect(unnamed).toEqual([]);
  });

  it('sends at most 20 statements with a PIN, all of them prepared', async () => {
    const { all, unnamed } = await statementsOfApproval('payment_with_pin', { kind: 'pin', pin: rightPin });
    expect(all.length, all.join('\n\n')).toBeLessThanOrEqual(20);
    expect(unnamed).toEqual([]);
  });
});
