import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { enrollPhone } from '../support/enrolled-phone.ts';
import type { EnrolledPhone } from '../support/enrolled-phone.ts';
import { useStack } from '../support/stack.ts';
import { basic, callForm, createWebsite } from '../support/website.ts';

const { endpoints } = useStack();
const website = createWebsite(endpoints);
const v4 = `${endpoints.api}/oauth/api/v4`;
const callbackUri = `${endpoints.sandbox}/callbacks/refusals`;
let phone: EnrolledPhone;

beforeAll(async () => {
  phone = await enrollPhone(endpoints);
});

function form(extra: Record<string, string> = {}): Record<string, string> {
  const all = {
    type: 'login_with_push',
    user_id: phone.userId,
    device_id: phone.deviceId,
    callback_uri: callbackUri,
    message: 'Hi',
    ...extra,
  };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== ''));
}

describe('POST /authenticate/user', () => {
  it.each([
    ['an unknown type', { type: 'no_such_type' }, 404, '4000'],
    ['no type', { type: '' }, 400, '1003'],
    ['no user', { user_id: '' }, 400, '1003'],
    ['no callback', { callback_uri: '' }, 400, '1003'],
    ['a callback that is not a URL', { callback_uri: 'not an address' }, 400, '1003'],
    ['a callback with another scheme', { callback_uri: 'ftp://example.com/' }, 400, '1003'],
    ['no device and no fallback', { device_id: '' }, 400, '1003'],
    ['a device id of another form', { device_id: 'xyz' }, 400, '1003'],
    ['an over-long message', { message: 'x'.repeat(156) }, 400, '1005'],
    ['an over-long user id', { user_id: 'u'.repeat(256) }, 400, '1003'],
  ])('refuses %s', async (_, extra, status, code) => {
    const answer = await website.initialise(form(extra));
    expect([answer.status, answer.body.error_code]).toEqual([status, code]);
    expect(answer.body).toMatchObject({
      error: expect.any(String),
      error_description: expect.any(String),
      description: expect.any(String),
    });
  });

  it('accepts 155 characters of any script', async () => {
    expect((await website.initialise(form({ message: '💶'.repeat(155) }))).status).toBe(200);
  });

  it('gives the same answer for an unknown user and an unknown device', async () => {
    const user = await website.initialise(form({ user_id: `unknown-${randomUUID()}` }));
    const device = await website.initialise(form({ device_id: 'b'.repeat(64) }));
    expect(user.status).toBe(404);
    expect(user.body).toEqual(device.body);
    expect(user.body.error_code).toBe('1001');
  });

  it('ignores unknown fields and headers of deployed clients', async () => {
    const answer = await website.initialise(form({ some_new_field: 'x' }), { 'x-anything': 'h2c' });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('cache-control')).toBe('no-cache, no-store, must-revalidate');
    expect(answer.headers.get('pragma')).toBe('no-cache');
    expect(answer.headers.get('content-type')).toBe('application/json;charset=UTF-8');
  });

  it('refuses a JSON body, a body over 64 KiB, another method and another path', async () => {
    const authorization = basic(endpoints.clients.mobile_authentication);
    const json = await fetch(`${v4}/authenticate/user`, {
      method: 'POST',
      headers: { authorization, 'content-type': 'application/json' },
      body: '{"type":',
    });
    expect(json.status).toBe(415);
    const tooLarge = await website.initialise(form({ secure_message: 'x'.repeat(70_000) }));
    expect([tooLarge.status, tooLarge.headers.get('cache-control'), tooLarge.headers.get('content-type')]).toEqual([
      413,
      'no-cache, no-store, must-revalidate',
      'application/json;charset=UTF-8',
    ]);
    const method = await website.call('PUT', '/authenticate/user', form());
    expect([method.status, method.headers.get('allow')]).toEqual([405, 'POST']);
    expect((await website.call('GET', '/authenticate/nothing')).status).toBe(404);
    expect((await website.call('GET', '/%E0%A4%A')).status).toBeLessThan(500);
  });
});

describe('caller authentication', () => {
  it.each([
    ['missing credentials', {}],
    ['an unknown client', { authorization: basic({ id: 'unknown', secret: 'x' }) }],
    ['a wrong secret', { authorization: basic({ ...endpoints.clients.mobile_authentication, secret: 'x' }) }],
    ['another scheme', { authorization: 'Bearer abc' }],
    ['malformed credentials', { authorization: 'Basic !!!' }],
  ])('refuses %s', async (_, headers) => {
    const answer = await callForm('POST', `${v4}/authenticate/user`, form(), headers as Record<string, string>);
    expect(answer.status).toBe(401);
    expect(answer.body).toMatchObject({ error: 'invalid_client', error_description: expect.any(String) });
    expect(answer.headers.get('www-authenticate')).toMatch(/^Basic /);
  });

  it('accepts id and secret as form fields', async () => {
    const { id, secret } = endpoints.clients.mobile_authentication;
    const answer = await callForm('POST', `${v4}/authenticate/user`, {
      ...form(),
      client_id: id,
      client_secret: secret,
    });
    expect(answer.status).toBe(200);
  });

  it('refuses a client without the scope', async () => {
    const answer = await callForm('POST', `${v4}/authenticate/user`, form(), {
      authorization: basic(endpoints.clients.end_user),
    });
    // The specification publishes `invalid_client` for this, as for a wrong secret.
    expect([answer.status, answer.body.error]).toEqual([401, 'invalid_client']);
  });
});

describe('GET /authenticate/transaction/{id}', () => {
  it.each(['00000000-0000-7000-8000-000000000000', 'not-an-id', "1'%20or%201=1"])(
    'answers 1006 for the unknown id %s',
    async (id) => {
      const answer = await website.result(id);
      expect([answer.status, answer.body.error_code]).toEqual([404, '1006']);
    },
  );

  it('refuses a wait of more than a minute', async () => {
    const { body } = await website.initialise(form());
    expect((await website.result(body.transaction_id, '?wait=61')).body.error_code).toBe('1003');
  });
});

describe('availability', () => {
  it('lists the types that a user can use, and none for an unknown user', async () => {
    const { body } = await website.call('GET', `/authenticate/user/${phone.userId}/enabled`);
    expect(body.enabled).toContainEqual({
      type: 'login_with_push',
      method: 'PUSH',
      sms_fallback_allowed: false,
      apps_enrolled_for_push: [
        {
          app_id: 'northwind-id',
          app_name: 'Northwind ID',
          device_id: phone.deviceId,
          device_name: `phone of ${phone.userId}`,
          platform: 'android',
        },
      ],
    });
    expect(body.enabled).toContainEqual({ type: 'payment_with_sms', method: 'SMS' });
    expect((await website.call('GET', `/authenticate/user/unknown-${randomUUID()}/enabled`)).body).toEqual({
      enabled: [],
    });
    const names = await website.call('GET', `/authenticate/user/${phone.userId}/device/${phone.deviceId}/enabled`);
    expect(names.body.enabled).toEqual(
      expect.arrayContaining(['login_with_push', 'payment_with_push', 'payment_with_sms']),
    );
    expect(
      (await website.call('GET', `/authenticate/user/${phone.userId}/device/${'c'.repeat(64)}/enabled`)).body.enabled,
    ).not.toContain('login_with_push');
  });
});
