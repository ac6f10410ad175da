import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { TestDevice } from '../authorization-server/support/test-device.ts';
import { useStack } from '../support/stack.ts';
import { RawPhone } from './support/raw-phone.ts';

const { endpoints } = useStack();
let phone: RawPhone;

beforeAll(async () => {
  phone = await RawPhone.connect(endpoints);
});

const someId = '00000000-0000-7000-8000-000000000000';
const endpointsOfTheApp = [
  ['POST', '/key-enrollment'],
  ['GET', '/key-enrollment'],
  ['DELETE', '/key-enrollment'],
  ['POST', '/push-enrollment'],
  ['PUT', '/push-enrollment'],
  ['POST', `/push-enrollment/${someId}/confirmation`],
  ['POST', `/push-enrollment/${someId}/resend`],
  ['DELETE', '/push-enrollment'],
  ['GET', '/authenticators'],
  ['PUT', '/authenticators/pin'],
  ['DELETE', '/authenticators/pin'],
  ['GET', '/transactions'],
  ['GET', '/transactions/stream'],
  ['POST', '/transactions/claim'],
  ['POST', `/transactions/${someId}/fetch`],
  ['POST', `/transactions/${someId}/answer`],
] as const;

describe.each(endpointsOfTheApp)('%s /app/v1%s', (method, path) => {
  const body = method === 'POST' || method === 'PUT' ? {} : undefined;

  it('refuses a caller without a token', async () => {
    const answer = await phone.call(method, path, { body, accessToken: null });
    expect([answer.status, answer.body.code]).toEqual([401, 'invalid_token']);
    expect(answer.headers.get('www-authenticate')).toContain('DPoP error="invalid_token"');
  });

  it('refuses a token without a proof', async () => {
    const answer = await phone.call(method, path, { body, proof: null });
    expect([answer.status, answer.body.code]).toEqual([401, 'invalid_dpop_proof']);
    expect(answer.headers.get('www-authenticate')).toContain('DPoP error="invalid_dpop_proof"');
  });

  it('refuses a proof by another key', async () => {
    const thief = await TestDevice.create();
    const url = `${endpoints.api}/app/v1${path}`;
    const answer = await phone.call(method, path, {
      body,
      proof: await thief.prove({ method, url, accessToken: phone.accessToken }),
    });
    expect(answer.status).toBe(401);
  });

  it('refuses a proof for another URL', async () => {
    const answer = await phone.call(method, path, { body, proofOptions: { url: `${endpoints.api}/app/v1/elsewhere` } });
    expect([answer.status, answer.body.code]).toEqual([401, 'invalid_dpop_proof']);
  });
});

describe.each(endpointsOfTheApp.filter(([method]) => method === 'POST'))('%s /app/v1%s', (_, path) => {
  it.each([null, 'no-uuid', `${someId}x`])('refuses the Message-Id %s', async (messageId) => {
    const bodies: Record<string, unknown> = {
      'key-enrollment': { public_key: 'x' },
      'push-enrollment': { push_token: 'x' },
      confirmation: { nonce: 'x' },
      answer: { message: 'x' },
      claim: { otp: 'x' },
    };
    const answer = await phone.post(path, bodies[path.split('/').at(-1) ?? ''] ?? {}, { messageId });
    expect([answer.status, answer.body.code, answer.body.parameter]).toEqual([400, 'invalid_request', 'Message-Id']);
  });
});

describe('a DPoP proof', () => {
  it('is accepted once', async () => {
    const url = `${endpoints.api}/app/v1/transactions`;
    const proof = await phone.device.prove({ method: 'GET', url, accessToken: phone.accessToken });
    expect((await phone.call('GET', '/transactions', { proof })).status).toBe(200);
    expect((await phone.call('GET', '/transactions', { proof })).body.code).toBe('invalid_dpop_proof');
  });
});

describe('the app surface', () => {
  it('refuses other methods, paths and formats with problem documents', async () => {
    const method = await phone.call('PUT', '/transactions');
    expect([method.status, method.body.code]).toEqual([405, 'method_not_allowed']);
    const path = await phone.call('GET', '/nothing');
    expect([path.status, path.body.code]).toEqual([404, 'not_found']);
    const form = await phone.call('POST', '/key-enrollment', {
      body: 'public_key=x',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    });
    expect([form.status, form.body.code]).toEqual([415, 'unsupported_media_type']);
    expect(path.headers.get('content-type')).toMatch(/^application\/problem\+json/);
    expect(path.body).toMatchObject({
      type: 'urn:countersign:error:not_found',
      title: expect.any(String),
      request_id: path.headers.get('x-request-id'),
    });
  });

  it('refuses malformed ids', async () => {
    for (const path of [
      '/transactions/nothing/fetch',
      "/transactions/1'%20or%201=1/fetch",
      '/push-enrollment/nothing/resend',
    ]) {
      expect((await phone.post(path)).status).toBe(400);
    }
  });
});

describe('POST /app/v1/registrations', () => {
  const registration = {
    application: 'northwind-id',
    platform: 'ios',
    version: '1.0.0',
    device: { name: 'iPhone of Zoë', model: 'iPhone 20', os_version: '27.0' },
  };

  async function register(
    device: TestDevice,
    body: unknown,
    options: { messageId?: string | null; proof?: string } = {},
  ) {
    const proof = options.proof ?? (await device.prove({ url: `${endpoints.api}/app/v1/registrations` }));
    return phone.call('POST', '/registrations', {
      body,
      accessToken: null,
      proof,
      ...(options.messageId === undefined ? {} : { messageId: options.messageId }),
    });
  }

  it('creates a client for the device key, and returns the same client for the same key', async () => {
    const device = await TestDevice.create();
    const first = await register(device, registration);
    expect(first.status).toBe(201);
    expect(first.body).toEqual({ device_id: device.id, client_id: device.id });
    expect((await register(device, registration)).body).toEqual(first.body);
  });

  it.each([
    ['an unknown application', { ...registration, application: 'unknown' }, 404, 'application_unknown'],
    ['an unknown version', { ...registration, version: '9.9.9' }, 404, 'application_unknown'],
    ['another platform', { ...registration, platform: 'symbian' }, 400, 'invalid_request'],
    ['no device', { ...registration, device: undefined }, 400, 'invalid_request'],
    ['an over-long name', { ...registration, device: { name: 'x'.repeat(129) } }, 400, 'invalid_request'],
    ['a name with a control character', { ...registration, device: { name: 'a\u0000b' } }, 400, 'invalid_request'],
    ['an unpaired surrogate', { ...registration, device: { name: 'a\ud800b' } }, 400, 'invalid_request'],
    ['an unknown field', { ...registration, client_secret: 'x' }, 400, 'invalid_request'],
  ])('refuses %s', async (_, body, status, code) => {
    const answer = await register(await TestDevice.create(), body);
    expect([answer.status, answer.body.code]).toEqual([status, code]);
  });

  it('refuses a missing, an invalid and a repeated proof, and a missing Message-Id', async () => {
    const device = await TestDevice.create();
    const proof = await device.prove({ url: `${endpoints.api}/app/v1/registrations` });
    expect((await register(device, registration, { proof: 'x' })).body.code).toBe('invalid_dpop_proof');
    expect((await register(device, registration, { proof })).status).toBe(201);
    expect((await register(device, registration, { proof })).body.code).toBe('invalid_dpop_proof');
    expect((await register(device, registration, { messageId: null })).body.parameter).toBe('Message-Id');
    expect((await register(device, registration, { messageId: randomUUID() })).status).toBe(201);
  });
});
