import { randomInt, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Instance } from '../../../dev/parts/instance.ts';
import { createConfigurationApi } from '../../configuration/support/configuration-api.ts';
import { addType, push, sms } from '../../configuration/support/types.ts';
import { createEventsApi } from '../../events/support/events-api.ts';
import { enrollPhone, eventually } from '../../support/enrolled-phone.ts';
import type { EnrolledPhone } from '../../support/enrolled-phone.ts';
import { createSeededInstance, useStack } from '../../support/stack.ts';
import { createWebsite } from '../../support/website.ts';
import type { Website } from '../../support/website.ts';

const { endpoints } = useStack();
const website = createWebsite(endpoints);
const events = createEventsApi(endpoints);
const callbackUri = `${endpoints.sandbox}/callbacks/push-budget`;
/** The default of setting `push_budget`. */
const budget = 10;

const ask = (
  phone: EnrolledPhone,
  more: Record<string, string> = {},
  headers: Record<string, string> = {},
  site: Website = website,
) =>
  site.initialise(
    {
      type: 'login_with_push',
      user_id: phone.userId,
      device_id: phone.deviceId,
      callback_uri: callbackUri,
      message: 'Hi',
      ...more,
    },
    headers,
  );
const newNumber = () => `+316${randomInt(10_000_000, 99_999_999)}`;

async function spend(phone: EnrolledPhone): Promise<void> {
  for (let asked = 0; asked < budget; asked += 1) expect((await ask(phone)).status).toBe(200);
}

describe('the push budget of a user', () => {
  it('allows that many pushes without an approval, then answers 1102 with Retry-After and pushes nothing', async () => {
    const phone = await enrollPhone(endpoints);
    await spend(phone);
    const before = (await phone.pushes()).length;
    const answer = await ask(phone);
    expect([answer.status, answer.body.error_code, answer.body.error]).toEqual([429, '1102', 'push_budget_spent']);
    const wait = Number(answer.headers.get('retry-after'));
    expect(wait).toBeGreaterThan(0);
    expect(wait).toBeLessThanOrEqual(600);
    expect((await phone.pushes()).length).toBe(before);
    const { body } = await events({ user_id: phone.userId, size: 1000 });
    expect(body.result_set.map((event: { event_type: string }) => event.event_type)).toContain(
      'PUSH_AUTH_INIT_FAILURE_BUDGET_SPENT',
    );
  });

  it('is not exceeded by sixteen requests at once', async () => {
    const phone = await enrollPhone(endpoints);
    const answers = await Promise.all(Array.from({ length: 16 }, () => ask(phone)));
    expect(answers.map(({ status }) => status).toSorted()).toEqual([
      ...Array.from({ length: budget }, () => 200),
      ...Array.from({ length: 6 }, () => 429),
    ]);
  });

  it('is spent by pushes that the user refuses, not by those that the user approves', async () => {
    const phone = await enrollPhone(endpoints);
    for (let asked = 0; asked < budget + 2; asked += 1) {
      const { body } = await ask(phone);
      expect((await phone.answer(body.transaction_id)).outcome.status).toBe('authenticated');
    }
    for (let asked = 0; asked < budget; asked += 1) {
      const { status, body } = await ask(phone);
      expect(status).toBe(200);
      await phone.answer(body.transaction_id, { decision: 'reject', reason: 'cancelled' });
    }
    expect((await ask(phone)).status).toBe(429);
  });

  it('is not spent by a request repeated under its Idempotency-Key, in sequence or in parallel', async () => {
    const phone = await enrollPhone(endpoints);
    const headers = { 'idempotency-key': randomUUID() };
    const ids = new Set<string>();
    for (let time = 0; time < 3; time += 1) {
      const answers = await Promise.all(Array.from({ length: 16 }, () => ask(phone, {}, headers)));
      expect(answers.map(({ status, body }) => [status, body.error_code])).toEqual(answers.map(() => [200, undefined]));
      for (const { body } of answers) ids.add(body.transaction_id);
    }
    expect(ids.size).toBe(1);
    for (let asked = 1; asked < budget; asked += 1) expect((await ask(phone)).status).toBe(200);
    expect((await ask(phone)).status).toBe(429);
  });

  it('answers all sixteen parallel copies of the request that takes its last push', async () => {
    const phone = await enrollPhone(endpoints);
    for (let asked = 1; asked < budget; asked += 1) expect((await ask(phone)).status).toBe(200);
    const headers = { 'idempotency-key': randomUUID() };
    const answers = await Promise.all(Array.from({ length: 16 }, () => ask(phone, {}, headers)));
    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 16 }, () => 200));
    expect(new Set(answers.map(({ body }) => body.transaction_id)).size).toBe(1);
  });

  it('does not limit text messages: a push falls back to one, and an SMS type works as before', async () => {
    const phone = await enrollPhone(endpoints);
    await spend(phone);
    const fallenBack = await ask(phone, { type: 'payment_with_push', phone_number: newNumber() });
    expect([fallenBack.status, fallenBack.body.auth_method]).toEqual([200, 'sms']);
    const text = await website.initialise({
      type: 'payment_with_sms',
      user_id: phone.userId,
      phone_number: newNumber(),
      message: '{code}',
    });
    expect([text.status, text.body.auth_method]).toEqual([200, 'sms']);
  });

  it('also applies to a push that another push or a text message falls back to', async () => {
    const phone = await enrollPhone(endpoints);
    await spend(phone);
    const configuration = createConfigurationApi(endpoints);
    const pushed = await addType(configuration, push());
    const names = [
      await addType(configuration, push({ fallback_type: pushed })),
      await addType(configuration, push({ method: 'PUSH_WITH_PIN', fallback_type: pushed })),
    ];
    for (const type of names) expect((await ask(phone, { type })).body.error_code).toBe('1102');
    const texted = await addType(configuration, sms({ fallback_type: pushed }));
    const number = newNumber();
    await fetch(`${endpoints.sandbox}/behaviour/twilio`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ mode: 'refuse', to: number }),
    });
    const answer = await ask(phone, { type: texted, phone_number: number });
    expect([answer.status, answer.body.error_code]).toEqual([503, '3002']);
  });

  it('belongs to one user: requests for an unknown device and for another user do not spend it', async () => {
    const [phone, other] = [await enrollPhone(endpoints), await enrollPhone(endpoints)];
    await spend(other);
    for (let asked = 0; asked < budget + 2; asked += 1)
      expect((await ask(phone, { device_id: other.deviceId })).body.error_code).toBe('1001');
    expect((await ask(phone)).status).toBe(200);
  });
});

describe('the push limits with other settings', () => {
  let instance: Instance;
  let site: Website;
  let phone: EnrolledPhone;
  let configure: (settings: object) => Promise<unknown>;
  beforeAll(async () => {
    instance = await createSeededInstance();
    const server = await instance.startServer();
    const at = { ...endpoints, api: server.url };
    site = createWebsite(at);
    configure = async (settings) =>
      expect((await createConfigurationApi(at).patch('/general-settings', settings)).status).toBe(204);
    phone = await enrollPhone(at);
  });
  afterAll(() => instance.stop());

  it('count approved pushes by the hour, and 0 removes a limit', async () => {
    await configure({ push_limit_per_hour: 2 });
    const refused = await eventually(async () => {
      const { status, body, headers } = await ask(phone, {}, {}, site);
      if (status === 200) await phone.answer(body.transaction_id);
      return status === 429 ? { body, headers } : undefined;
    });
    expect([refused.body.error_code, Number(refused.headers.get('retry-after')) > 600]).toEqual(['1102', true]);
    await configure({ push_limit_per_hour: 0, push_budget: 0 });
    await eventually(async () => ((await ask(phone, {}, {}, site)).status === 200 ? true : undefined));
    for (let asked = 0; asked < budget + 2; asked += 1) expect((await ask(phone, {}, {}, site)).status).toBe(200);
  });
});
