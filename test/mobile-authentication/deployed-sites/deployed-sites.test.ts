import { randomBytes, randomInt, randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { createConfigurationApi } from '../../configuration/support/configuration-api.ts';
import { enrollPhone, eventually } from '../../support/enrolled-phone.ts';
import type { EnrolledPhone } from '../../support/enrolled-phone.ts';
import { useStack } from '../../support/stack.ts';
import { codeIn, textMessagesTo } from '../../support/text-messages.ts';
import { callAsDeployed } from './deployed-client.ts';
import type { Credentials } from './deployed-client.ts';

const { endpoints } = useStack();
let phone: EnrolledPhone;
let clients: Record<string, Credentials>;

/** Suffixes of names and secrets as sites integrated with the original product have them. */
const spelled = { spaces: ' a b ', plus: '+a+b', percent: '%41 100%', colon: ':a:', everything: '% +%2B:&=~' };

beforeAll(async () => {
  phone = await enrollPhone(endpoints);
  const configuration = createConfigurationApi(endpoints);
  clients = Object.fromEntries(
    await Promise.all(
      Object.entries(spelled).map(async ([name, oddity]) => {
        const client = {
          id: `${name} + 5% ${randomUUID()}`,
          secret: `${randomBytes(24).toString('base64url')}${oddity}`,
        };
        const made = await configuration.post('/api-clients', {
          name: `shop ${name}`,
          client_id: client.id,
          client_secret: client.secret,
          scopes: ['onegini_api_mobile_authentication'],
        });
        expect([name, made.status, made.body]).toEqual([name, 201, null]);
        return [name, client] as const;
      }),
    ),
  );
});

const call = (
  client: Credentials,
  version: string,
  method: string,
  path: string,
  form?: string,
  encoding: 'raw' | 'encoded' = 'raw',
) => callAsDeployed(`${endpoints.api}/oauth/api/${version}/authenticate`, { client, method, path, form, encoding });

describe.each(Object.keys(spelled))('a site whose credentials have %s', (name) => {
  it.each(['raw', 'encoded'] as const)('is authenticated with id and secret %s', async (encoding) => {
    const answer = await eventually(async () => {
      const tried = await call(clients[name]!, 'v4', 'GET', `/user/${phone.userId}/enabled`, undefined, encoding);
      return tried.status === 401 ? undefined : tried;
    });
    expect([answer.status, answer.body.enabled.length > 0]).toEqual([200, true]);
  });

  it('is not authenticated by another encoding or part of its secret', async () => {
    const { id, secret } = clients[name]!;
    for (const wrong of [
      { id, secret: `${secret}x` },
      { id, secret: encodeURIComponent(encodeURIComponent(secret)) },
      { id, secret: secret.slice(0, -1) },
    ]) {
      const answer = await call(wrong, 'v4', 'GET', `/user/${phone.userId}/enabled`);
      expect([answer.status, answer.body.error]).toEqual([401, 'invalid_client']);
    }
  });
});

describe.each([
  ['v2', () => ''],
  ['v3', () => '&app_id=northwind-id'],
  ['v4', () => `&device_id=${phone.deviceId}`],
])('a site that was written for %s of the original product', (version, named) => {
  const client = () => clients['everything'] as Credentials;
  const ask = (method: string, path: string, form?: string) => call(client(), version, method, path, form);

  it('starts an approval with an unencoded callback while it offers h2c, and reads its result', async () => {
    const callbackUri = `${endpoints.sandbox}/callbacks/deployed-${randomUUID()}?order=7`;
    const init = await ask(
      'POST',
      '/user',
      `type=login_with_push&user_id=${phone.userId}${named()}&callback_uri=${callbackUri}&message=Betaal+%E2%82%AC+10%3F`,
    );
    expect([init.status, init.body]).toEqual([
      200,
      { transaction_id: expect.any(String), auth_method: 'push', time_to_live: 120_000, device: expect.any(Object) },
    ]);
    const { shown } = await phone.answer(init.body.transaction_id);
    expect(shown.message).toBe('Betaal € 10?');
    const result = await ask('GET', `/transaction/${init.body.transaction_id}`);
    expect([result.status, result.body.is_authenticated, result.body.callback_uri]).toEqual([200, true, callbackUri]);
    const received = await eventually(async () => {
      const { requests } = (await (await fetch(callbackUri)).json()) as { requests: { body: string }[] };
      return requests[0];
    });
    expect(JSON.parse(received.body)).toEqual({ callback_uri: callbackUri, transaction_id: init.body.transaction_id });
  });

  it('sends a code, sends it again, and verifies it', async () => {
    const number = `+316${randomInt(10_000_000, 99_999_999)}`;
    // The plus sign is not encoded, as in the published example.
    const init = await ask('POST', '/user', `type=payment_with_sms&user_id=${phone.userId}&phone_number=${number}`);
    expect(init.body.auth_method).toBe('sms');
    const transaction = `transaction_id=${init.body.transaction_id}`;
    const resent = await ask('POST', `/user/${phone.userId}/sms/resend`, transaction);
    expect([resent.status, resent.text]).toEqual([204, '']);
    const code = codeIn((await textMessagesTo(endpoints, number))[0]);
    const verified = await ask('POST', `/user/${phone.userId}/sms`, `${transaction}&sms_code=${code}`);
    expect([verified.status, verified.body]).toEqual([200, { transaction_id: init.body.transaction_id }]);
  });

  it.each([
    ['an unknown type', 'POST', '/user', 'type=nothing&user_id=a', 404, '4000'],
    ['a missing parameter', 'POST', '/user', 'type=login_with_push', 400, '1003'],
    ['an empty body', 'POST', '/user', '', 400, '1003'],
    ['an unknown transaction', 'GET', '/transaction/nothing', undefined, 404, '1006'],
    ['a code for an unknown transaction', 'POST', '/user/a/sms', 'transaction_id=nothing&sms_code=123456', 404, '3004'],
    ['a resend for an unknown transaction', 'POST', '/user/a/sms/resend', 'transaction_id=nothing', 404, '3004'],
    ['an unknown path', 'GET', '/nothing', undefined, 404, undefined],
    ['another method', 'PUT', '/user', 'type=a', 405, undefined],
    ['a body over 64 KiB', 'POST', '/user', `type=${'a'.repeat(70_000)}`, 413, undefined],
  ])('gets a readable refusal of %s', async (_, method, path, form, status, code) => {
    const answer = await ask(method, path, form);
    expect([answer.status, answer.body.error_code]).toEqual([status, code]);
    expect(answer.body).toMatchObject({ error: expect.any(String), error_description: expect.any(String) });
    expect(answer.headers).toMatchObject({
      'content-type': 'application/json;charset=UTF-8',
      'cache-control': 'no-cache, no-store, must-revalidate',
      pragma: 'no-cache',
    });
  });
});
