import { randomInt, randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Instance } from '../../dev/parts/instance.ts';
import { createConfigurationApi } from '../configuration/support/configuration-api.ts';
import { addType, sms } from '../configuration/support/types.ts';
import { query } from '../support/query.ts';
import { eventually } from '../support/enrolled-phone.ts';
import { createSeededInstance, useStack } from '../support/stack.ts';
import { codeIn, textMessagesTo } from '../support/text-messages.ts';
import { createWebsite } from '../support/website.ts';
import type { Answer, Website } from '../support/website.ts';

const { endpoints, infrastructure } = useStack();
/** Wrong codes per day in this test. */
const allowed = 10;
let instance: Instance;
let website: Website;
let database: string;
let folder: string;
/** A type with unlimited attempts and without a resend. */
let type: string;

beforeAll(async () => {
  instance = await createSeededInstance();
  const { url } = await instance.startServer();
  const api = createConfigurationApi({ ...endpoints, api: url });
  expect((await api.patch('/general-settings', { wrong_codes_per_user_per_day: allowed })).status).toBe(204);
  type = await addType(api, sms({ max_allowed_attempts: 0, max_allowed_resends: 0 }));
  website = createWebsite({ ...endpoints, api: url });
  database = instance.environment['COUNTERSIGN_DATABASE_URL'] as string;
  folder = join(infrastructure.dataFolder, 'instances', new URL(database).pathname.slice(1), 'logs');
});
afterAll(() => instance.stop());

async function begin(user = `user-${randomUUID()}`, message = 'Code {code}') {
  const number = `+316${randomInt(10_000_000, 99_999_999)}`;
  const init = await eventually(async () => {
    const answer = await website.initialise({ type, user_id: user, phone_number: number, message });
    // A new type is known to all processes within two seconds.
    return answer.body.error_code === '4000' ? undefined : answer;
  });
  expect([init.status, init.body]).toMatchObject([200, { auth_method: 'sms' }]);
  const [sent] = await textMessagesTo(endpoints, number);
  const text = sent?.body as string;
  const code = codeIn(sent);
  return {
    user,
    number,
    text,
    code,
    id: init.body.transaction_id as string,
    wrong: code === '000000' ? '111111' : '000000',
  };
}

/** Repeats the request after a 503, as a site does. */
async function verify(user: string, id: string, code: string): Promise<Answer> {
  return eventually(async () => {
    const answer = await website.verify(user, id, code);
    return answer.status === 503 ? undefined : answer;
  });
}

const codesOf = (answers: Answer[]) => answers.map(({ body }) => body.error_code as string | undefined);

describe('wrong codes', () => {
  it('are limited per user for all transactions, after which even the right code is refused', async () => {
    const first = await begin();
    const second = await begin(first.user);
    for (let time = 0; time < allowed / 2; time += 1) {
      expect((await verify(first.user, first.id, first.wrong)).body.error_code).toBe('3003');
      expect((await verify(second.user, second.id, second.wrong)).body.error_code).toBe('3003');
    }
    for (const code of [second.wrong, second.code]) {
      const refused = await verify(second.user, second.id, code);
      expect([refused.status, refused.body.error_code]).toEqual([429, '1104']);
      expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(23 * 3600);
    }
    const events = await query<{ name: string }>(
      database,
      "select name from event where user_id = $1 and name like '%TOO MANY%'",
      [first.user],
    );
    expect(events).toEqual([{ name: 'SMS AUTH VALIDATION FAILURE TOO MANY CODES' }]);
    const other = await begin();
    expect((await verify(other.user, other.id, other.code)).status).toBe(200);
  });

  it('are limited when many come at once', async () => {
    const { user, id, wrong } = await begin();
    const answers = await Promise.all(Array.from({ length: 24 }, () => website.verify(user, id, wrong)));
    // An update for which Temporal has no room gets a 503 and is counted, too.
    const codes = codesOf(answers);
    expect(codes.filter((code) => code === '1104')).toHaveLength(24 - allowed);
    expect(codes.filter((code) => code === '3003' || code === '1103')).toHaveLength(allowed);
  });

  it('are counted from zero after a right code', async () => {
    const first = await begin();
    for (let time = 0; time < allowed - 1; time += 1)
      expect((await verify(first.user, first.id, first.wrong)).body.error_code).toBe('3003');
    expect((await verify(first.user, first.id, first.code)).status).toBe(200);
    const second = await begin(first.user);
    for (let time = 0; time < allowed; time += 1)
      expect((await verify(second.user, second.id, second.wrong)).body.error_code).toBe('3003');
    expect((await verify(second.user, second.id, second.code)).body.error_code).toBe('1104');
  });

  it('are not counted for a transaction of another user', async () => {
    const { user, id, wrong, code } = await begin();
    for (let time = 0; time <= allowed; time += 1)
      expect((await verify(`${user}-other`, id, wrong)).body.error_code).toBe('3005');
    for (let time = 0; time <= allowed; time += 1)
      expect((await verify(user, randomUUID(), wrong)).body.error_code).toBe('3004');
    expect((await verify(user, id, code)).status).toBe(200);
  });
});

describe('a text message', () => {
  it('is not sent again when the type allows no resend', async () => {
    const { user, id } = await begin();
    const refused = await website.resend(user, id);
    expect([refused.status, refused.body.error_code]).toEqual([403, '3006']);
  });

  it('keeps the line that binds it to a site at its end', async () => {
    const { text, code } = await begin(undefined, 'Your verification code is: {code}\n\n@shop.example #{code}');
    expect(text).toBe(`Your verification code is: ${code}\n\n@shop.example #${code}`);
  });

  it('is described in log and event by encoding and segments only, without content and number', async () => {
    const secret = `secret ${randomUUID()}`;
    const one = await begin(undefined, `${secret} € {code}`);
    const other = await begin(undefined, `${secret} ж {code} ${'x'.repeat(60)}`);
    const details = await query<{ detail: string }>(
      database,
      "select detail from event where subject_id = any($1) and name = 'SMS AUTH INIT SUCCESS' order by id",
      [[one.id, other.id]],
    );
    expect(details.map(({ detail }) => detail)).toEqual(['GSM-7, 1 segment', 'UCS-2, 2 segments']);
    const log = readdirSync(folder)
      .map((name) => readFileSync(join(folder, name), 'utf8'))
      .join('\n');
    const lines = log
      .split('\n')
      .filter((line) => line.includes('text message sent') && (line.includes(one.id) || line.includes(other.id)))
      .map((line) => JSON.parse(line) as object);
    expect(lines).toMatchObject([
      { encoding: 'GSM-7', length: one.text.length + 1, segments: 1, send: 0 },
      { encoding: 'UCS-2', length: other.text.length, segments: 2, send: 0 },
    ]);
    for (const { number, code } of [one, other])
      for (const hidden of [secret, number, number.slice(1), `"${code}"`]) expect(log).not.toContain(hidden);
  });
});
