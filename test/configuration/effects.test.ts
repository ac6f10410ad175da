import { createHmac, randomInt, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Instance } from '../../dev/parts/instance.ts';
import { enrollPhone, eventually } from '../support/enrolled-phone.ts';
import type { EnrolledPhone } from '../support/enrolled-phone.ts';
import { createSeededInstance, useStack } from '../support/stack.ts';
import { textMessagesTo } from '../support/text-messages.ts';
import { basic, createWebsite } from '../support/website.ts';
import type { Answer, Form, Website } from '../support/website.ts';
import { changeLimit, createConfigurationApi } from './support/configuration-api.ts';
import type { ConfigurationApi } from './support/configuration-api.ts';
import { addType, push, sms, typePath } from './support/types.ts';

const { endpoints } = useStack();
let instance: Instance;
let api: ConfigurationApi;
let phone: EnrolledPhone;
/** The same site at two replicas; the configuration is changed at the first. */
let websites: [Website, Website];

beforeAll(async () => {
  instance = await createSeededInstance();
  const first = await instance.startServer();
  const second = await instance.startServer({
    COUNTERSIGN_WORKER_IN_PROCESS: 'false',
    COUNTERSIGN_MIGRATE_ON_START: 'false',
    COUNTERSIGN_PUBLIC_URL: first.url,
  });
  const at = (url: string) => ({ ...endpoints, api: url });
  api = createConfigurationApi(at(first.url));
  websites = [createWebsite(at(first.url)), createWebsite(at(second.url))];
  // Without push limits, so that only the configuration under test refuses a push, however often a slow replica is asked.
  await api.patch('/general-settings', { push_budget: 0, push_limit_per_hour: 0 });
  phone = await enrollPhone(at(first.url));
});
afterAll(() => instance.stop());

const newNumber = () => `+316${randomInt(10_000_000, 99_999_999)}`;

/** Repeats a request at every replica until all answer with the status. @returns the last answers. */
async function everywhere(status: number, form: () => Form) {
  return eventually(async () => {
    const answers = await Promise.all(websites.map((website) => website.initialise(form())));
    return answers.every((answer) => answer.status === status) ? answers : undefined;
  }, changeLimit);
}

describe('a configured type', () => {
  it('works at all replicas, and is unknown at all after its removal', async () => {
    const name = await addType(api, sms({ request_expires_in: 77 }));
    const form = () => ({ type: name, user_id: randomUUID(), phone_number: newNumber(), message: '{code}' });
    const answers = await everywhere(200, form);
    expect(answers.map(({ body }) => body.time_to_live)).toEqual([77_000, 77_000]);
    await api.patch(typePath(name), { request_expires_in: 78 });
    await eventually(
      async () => ((await everywhere(200, form)).every(({ body }) => body.time_to_live === 78_000) ? true : undefined),
      changeLimit,
    );
    await api.remove(typePath(name));
    expect((await everywhere(404, form)).map(({ body }) => body.error_code)).toEqual(['4000', '4000']);
  });

  it('uses its fallback type and the sender of that type', async () => {
    const fallback = await addType(api, sms({ sms_sender_id: 'Northwind' }));
    const name = await addType(api, push({ fallback_type: fallback }));
    const number = newNumber();
    const callback = `${endpoints.sandbox}/callbacks/effects`;
    const answers = await everywhere(200, () => ({
      type: name,
      user_id: 'unknown',
      device_id: 'a'.repeat(64),
      callback_uri: callback,
      phone_number: number,
      message: '{code}',
    }));
    expect(answers.map(({ body }) => body.auth_method)).toEqual(['sms', 'sms']);
    expect((await textMessagesTo(endpoints, number)).at(-1)?.from).toBe('Northwind');
  });
});

describe('an open transaction', () => {
  it('keeps the policy it started with when its type is changed or deleted', async () => {
    const name = await addType(
      api,
      sms({ max_allowed_attempts: 2, max_allowed_resends: 1, sms_sender_id: 'Northwind' }),
    );
    const begin = async () => {
      const [user, number] = [randomUUID(), newNumber()];
      const init = await websites[0].initialise({ type: name, user_id: user, phone_number: number, message: '{code}' });
      return { user, number, status: init.status, id: init.body.transaction_id as string };
    };
    const [open, locked] = await eventually(async () => {
      const both = [await begin(), await begin()] as const;
      return both.every(({ status }) => status === 200) ? both : undefined;
    }, changeLimit);
    await api.patch(typePath(name), {
      method: 'PUSH',
      max_allowed_attempts: 0,
      max_allowed_resends: 0,
      sms_sender_id: null,
      request_expires_in: 5,
    });
    await everywhere(400, () => ({ type: name, user_id: open.user, phone_number: open.number }));
    expect([
      (await websites[0].resend(open.user, open.id)).status,
      (await websites[1].resend(open.user, open.id)).status,
    ]).toEqual([204, 403]);
    await api.remove(typePath(name));
    await everywhere(404, () => ({ type: name }));
    const sent = await eventually(async () =>
      (await textMessagesTo(endpoints, open.number)).length === 2 ? textMessagesTo(endpoints, open.number) : undefined,
    );
    expect(sent.map(({ from }) => from)).toEqual(['Northwind', 'Northwind']);
    const code = sent[0]?.body as string;
    const wrong = code === '000000' ? '111111' : '000000';
    expect((await websites[1].verify(open.user, open.id, wrong)).body.error_code).toBe('3003');
    expect((await websites[1].verify(open.user, open.id, code)).status).toBe(200);
    for (const website of websites)
      expect((await website.verify(locked.user, locked.id, '999999x')).body.error_code).toBe('3003');
    expect((await websites[0].result(locked.id)).body.not_authenticated_reason.reason).toBe('attempts_exceeded');
  });
});

describe('a configured callback endpoint', () => {
  const secret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
  const receiver = `effects-${randomUUID()}`;
  const url = `${endpoints.sandbox}/callbacks/${receiver}`;
  const form = (callback: string) => () => ({
    type: 'login_with_push',
    user_id: phone.userId,
    device_id: phone.deviceId,
    callback_uri: callback,
  });

  /** Approves a transaction. @returns its callback. */
  async function callbackOf(): Promise<{ headers: Record<string, string>; body: string }> {
    const { body: begun } = await websites[0].initialise(form(url)());
    await phone.answer(begun.transaction_id);
    return eventually(async () => {
      const { requests } = (await (await fetch(`${endpoints.sandbox}/callbacks/${receiver}`)).json()) as {
        requests: { headers: Record<string, string>; body: string }[];
      };
      return requests.find(({ body }) => body.includes(begun.transaction_id));
    });
  }

  it('receives callbacks that are signed and have its current credentials', async () => {
    const made = await api.post('/callback-endpoints', {
      url,
      username: 'countersign',
      password: 'first',
      signing_secret: secret,
    });
    const path = `/callback-endpoints/${(made.headers.get('location') as string).split('/').at(-1)}`;
    const { headers, body } = await eventually(async () => {
      const callback = await callbackOf();
      return callback.headers['authorization'] ? callback : undefined;
    });
    expect(headers['authorization']).toBe(basic({ id: 'countersign', secret: 'first' }));
    const signed = `${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`;
    expect(headers['webhook-signature']).toBe(
      `v1,${createHmac('sha256', Buffer.alloc(32, 7)).update(signed).digest('base64')}`,
    );
    await api.patch(path, { password: 'second', signing_secret: null });
    const later = await eventually(async () => {
      const callback = await callbackOf();
      return callback.headers['webhook-signature'] ? undefined : callback;
    });
    expect(later.headers['authorization']).toBe(basic({ id: 'countersign', secret: 'second' }));
    expect((await api.remove(path)).status).toBe(204);
  });

  it('is the only callback URI allowed while the whitelist is on, compared exactly', async () => {
    await everywhere(200, form(url));
    await api.patch('/general-settings', { callback_whitelist_enabled: true });
    expect((await everywhere(403, form(url))).map(({ body }) => body.error_code)).toEqual(['1100', '1100']);
    const made = await api.post('/callback-endpoints', { url });
    await everywhere(200, form(url));
    for (const other of [
      `${url}/`,
      `${url}?a=1`,
      url.replace('http://', 'HTTP://'),
      url.replace('effects', '%65ffects'),
    ])
      await everywhere(403, form(other));
    const path = `/callback-endpoints/${(made.headers.get('location') as string).split('/').at(-1)}`;
    expect((await api.patch(path, { url: `${url}?a=1` })).status).toBe(204);
    await everywhere(403, form(url));
    await everywhere(200, form(`${url}?a=1`));
    await api.remove(path);
    await everywhere(403, form(`${url}?a=1`));
  });

  it('is required of a text message type only when its fallback is a push', async () => {
    await api.patch('/general-settings', { callback_whitelist_enabled: true });
    const name = await addType(api, sms({ fallback_type: await addType(api, push()) }));
    const text =
      (type: string, more: Form = {}) =>
      () => ({ type, user_id: randomUUID(), phone_number: newNumber(), message: '{code}', ...more });
    await everywhere(200, text(name));
    expect((await everywhere(403, text(name, { callback_uri: url }))).map(({ body }) => body.error_code)).toEqual([
      '1100',
      '1100',
    ]);
    const [{ body }] = (await everywhere(200, text('payment_with_sms', { callback_uri: url }))) as [Answer, Answer];
    expect((await websites[0].result(body.transaction_id)).body.callback_uri).toBeUndefined();
  });
});
