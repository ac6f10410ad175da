import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { createConfigurationApi } from '../../configuration/support/configuration-api.ts';
import { enrollPhone } from '../../support/enrolled-phone.ts';
import type { EnrolledPhone } from '../../support/enrolled-phone.ts';
import { useStack } from '../../support/stack.ts';
import { rest } from '../../users/support/rest.ts';
import { callVersion, namedPhone, websiteVersions } from '../support/versions.ts';

const { endpoints } = useStack();
let phone: EnrolledPhone;

beforeAll(async () => {
  phone = await enrollPhone(endpoints);
});

describe.each(['/v1/otp/', '/v1/otp'])('line 14: GET %s', (path) => {
  it('is 400 with a description', async () => {
    const { status, body } = await rest('GET', path);
    expect([status, body.error, body.parameter]).toEqual([400, 'invalid_request', 'user_id']);
    expect(body.error_description.length).toBeGreaterThan(0);
  });
});

describe.each(websiteVersions)('line 14: a trailing slash changes nothing, %s', (version) => {
  it('for availability, initialisation, code, result and cancellation', async () => {
    const call = (method: string, path: string, form?: Record<string, string>) =>
      callVersion(version, method, path, form);
    const enabled = await call('GET', `/user/${phone.userId}/enabled`);
    expect((await call('GET', `/user/${phone.userId}/enabled/`)).body).toEqual(enabled.body);
    const init = await call('POST', '/user/', {
      type: 'login_with_push',
      user_id: phone.userId,
      callback_uri: `${endpoints.sandbox}/callbacks/slash`,
      message: 'Sign in?',
      ...namedPhone(version, phone.deviceId),
    });
    expect(init.status).toBe(200);
    const path = `/transaction/${init.body.transaction_id}`;
    expect((await call('GET', `${path}/`)).body).toEqual((await call('GET', path)).body);
    const form = { transaction_id: randomUUID(), sms_code: '123456' };
    expect((await call('POST', `/user/${phone.userId}/sms/`, form)).body.error_code).toBe('3004');
    expect((await call('POST', `/user/${phone.userId}/sms/resend/`, form)).body.error_code).toBe('3004');
    expect((await call('DELETE', `${path}/`)).status).toBe(204);
  });
});

it('line 14: a trailing slash changes nothing in the other published APIs', async () => {
  const administration = { client: 'administration' } as const;
  expect((await rest('GET', `/v1/users/${phone.userId}/tokens/`)).status).toBe(200);
  expect((await rest('GET', `/v3/users/${phone.userId}/devices/`)).status).toBe(200);
  expect((await rest('DELETE', `/v4/users/${phone.userId}/devices/${'f'.repeat(64)}/`)).status).toBe(204);
  expect((await rest('GET', `/v1/otp/slash-${randomUUID()}/`)).status).toBe(200);
  expect((await rest('GET', '/v1/events/?size=1', administration)).status).toBe(200);
  const form = { token: 'none' };
  expect((await rest('POST', '/v2/token/introspect/', { ...administration, form })).body).toEqual({ active: false });
});

describe.each(websiteVersions)('line 14: a blank message, %s', (version) => {
  it.each([' ', '   ', '\n', '\t \r\n', '\u00a0', '\u2003\u200b'])('is 1003: %j', async (message) => {
    const { status, body } = await callVersion(version, 'POST', '/user', {
      type: 'login_with_push',
      user_id: phone.userId,
      callback_uri: `${endpoints.sandbox}/callbacks/blank`,
      message,
      ...namedPhone(version, phone.deviceId),
    });
    expect([status, body.error_code, body.parameter]).toEqual([400, '1003', 'message']);
  });
});

describe('line 14: broken JSON', () => {
  it('is named in the message of the configuration API', async () => {
    const api = createConfigurationApi(endpoints);
    for (const text of ['{"name":', '{"name":"a",}', "{'name':'a'}", 'null', '"name"']) {
      const { status, body } = await api.call('POST', '/api-clients', { text });
      expect([status, body.code]).toEqual([400, 'invalid_request']);
      expect(body.message).toContain('JSON');
    }
  });

  it('is named by the Device API and the app protocol, which do not repeat its text', async () => {
    const devices = await rest('POST', `/v4/users/${phone.userId}/devices`, { json: '{"delete":["s3cret"' });
    expect([devices.status, devices.body.message]).toEqual([400, expect.stringContaining('JSON')]);
    expect(JSON.stringify(devices.body)).not.toContain('s3cret');
    const app = await fetch(`${endpoints.api}/app/v1/registrations`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'message-id': randomUUID() },
      body: '{"application":',
    });
    expect([app.status, ((await app.json()) as { code: string }).code]).toEqual([400, 'malformed_json']);
  });
});
