import { randomInt, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Instance } from '../../dev/parts/instance.ts';
import { eventsAbout } from '../app/support/events.ts';
import { createConfigurationApi } from '../configuration/support/configuration-api.ts';
import { query } from '../support/query.ts';
import { eventually } from '../support/enrolled-phone.ts';
import { createSeededInstance, useStack } from '../support/stack.ts';
import { textMessagesTo } from '../support/text-messages.ts';
import { createWebsite } from '../support/website.ts';
import type { Website } from '../support/website.ts';

const { endpoints } = useStack();
let instance: Instance;
let site: Website;
let database: string;
let configure: (settings: object) => Promise<void>;

beforeAll(async () => {
  instance = await createSeededInstance();
  const server = await instance.startServer();
  const at = { ...endpoints, api: server.url };
  database = instance.environment['COUNTERSIGN_DATABASE_URL'] as string;
  site = createWebsite(at);
  configure = async (settings) =>
    expect((await createConfigurationApi(at).patch('/general-settings', settings)).status).toBe(204);
});
afterAll(() => instance.stop());

const newNumber = () => `+316${randomInt(10_000_000, 99_999_999)}`;
const ask = (number: string, user: string = randomUUID()) =>
  site.initialise({ type: 'payment_with_sms', user_id: user, phone_number: number, message: '{code}' });
const messagesTo = async (number: string) => (await textMessagesTo(endpoints, number)).length;

describe('text messages to one phone number', () => {
  it('are limited per hour for all callers together: the next one gets 1105 and is not sent', async () => {
    await configure({ sms_limit_per_hour: 2 });
    const { number, refused } = await eventually(async () => {
      const one = newNumber();
      const [, , third] = [await ask(one), await ask(one), await ask(one)];
      return third.status === 200 ? undefined : { number: one, refused: third };
    });
    expect([refused.status, refused.body.error_code, refused.headers.get('retry-after')]).toEqual([429, '1105', '600']);
    expect(await messagesTo(number)).toBe(2);
    const [row] = await query<{ id: string }>(
      database,
      `select id from transaction where refusal = 'sms_limit_reached'`,
    );
    expect(await eventsAbout(row?.id ?? '', database)).toContain('SMS AUTH INIT FAILURE: sms_limit_reached');
    expect((await ask(newNumber())).status).toBe(200);
  });

  it('are limited together with their resends, also when sent at once', async () => {
    const [number, user] = [newNumber(), randomUUID()];
    const { body } = await ask(number, user);
    expect((await site.resend(user, body.transaction_id)).status).toBe(204);
    const over = await site.resend(user, body.transaction_id);
    expect([over.status, over.body.error_code, await messagesTo(number)]).toEqual([503, '3002', 2]);
    const busy = newNumber();
    const statuses = (await Promise.all(Array.from({ length: 8 }, () => ask(busy)))).map(({ status }) => status);
    expect([statuses.filter((status) => status === 200).length, await messagesTo(busy)]).toEqual([2, 2]);
  });

  it('are not limited while the setting is 0', async () => {
    await configure({ sms_limit_per_hour: 0 });
    const number = newNumber();
    await eventually(async () =>
      (await ask(number)).status === 200 && (await messagesTo(number)) > 3 ? true : undefined,
    );
  });
});
