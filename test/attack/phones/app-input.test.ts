import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { RawPhone } from '../../app/support/raw-phone.ts';
import type { CallOptions } from '../../app/support/raw-phone.ts';
import { TestDevice } from '../../authorization-server/support/test-device.ts';
import { noncesSentTo } from '../../push-enrollment/support/push-token.ts';
import { eventually, obtainPushToken } from '../../support/enrolled-phone.ts';
import { useStack } from '../../support/stack.ts';

const { endpoints } = useStack();
const registrations = `${endpoints.api}/app/v1/registrations`;
const registration = {
  application: 'northwind-id',
  platform: 'android',
  version: '1.0.0',
  device: { name: 'attacker' },
};
let phone: RawPhone;

beforeAll(async () => {
  phone = await RawPhone.connect(endpoints);
  await phone.enrollKeys();
});

async function register(
  body: unknown,
  options: {
    device?: TestDevice;
    header?: Record<string, unknown>;
    claims?: Record<string, unknown>;
  } & CallOptions = {},
) {
  const { device = await TestDevice.create(), header, claims, ...call } = options;
  const proof = await device.prove({
    url: registrations,
    ...(header ? { header } : {}),
    ...(claims ? { claims } : {}),
  });
  return phone.call('POST', '/registrations', { body, accessToken: null, proof, ...call });
}

/** Another base64url spelling of the same bytes: the unused bits of the last character are set. */
function withUnusedBits(text: string): string {
  return text.slice(0, -1) + String.fromCharCode(text.charCodeAt(text.length - 1) + 1);
}

describe('the body of POST /app/v1/registrations', () => {
  const ok = JSON.stringify(registration);
  it.each([
    ['an empty body', ''],
    ['a list', '[]'],
    ['30,000 nested lists', `{"application":${'['.repeat(30_000)}${']'.repeat(30_000)}}`],
    ['a prototype', ok.replace('{', '{"__proto__":{"admin":true},')],
    ['a constructor', ok.replace('{', '{"constructor":{"prototype":{}},')],
    ['a prototype inside', ok.replace('"device":{', '"device":{"__proto__":{"admin":true},')],
    ['an unknown member', ok.replace('{', '{"admin":true,')],
    ['a list for a string', ok.replace('"northwind-id"', '["northwind-id"]')],
    ['an object for a string', ok.replace('"northwind-id"', '{"$ne":null}')],
  ])('is refused: %s', async (_, body) => {
    const answer = await register(body);
    expect([answer.status, answer.body.code]).toEqual([400, 'invalid_request']);
    expect(({} as Record<string, unknown>)['admin']).toBeUndefined();
  });

  it.each([
    ['a number', '1'],
    ['null', 'null'],
    ['truncated JSON', ok.slice(0, -1)],
    ['text after it', `${ok}x`],
    ['a NUL', `${ok}\0`],
  ])('is refused as malformed JSON: %s', async (_, body) => {
    const answer = await register(body);
    expect([answer.status, answer.body.code]).toEqual([400, 'malformed_json']);
  });

  it.each([
    'text/plain',
    'application/x-www-form-urlencoded',
    'application/vnd.api+json',
    'application/json-patch+json',
    'text/json',
  ])('is refused with Content-Type %s', async (type) => {
    expect((await register(ok, { headers: { 'content-type': type } })).status).toBe(415);
  });

  it('is refused over 64 KiB', async () => {
    expect((await register(ok.replace('attacker', 'a'.repeat(65_536)))).status).toBe(413);
  });
});

describe('the device key in a DPoP proof', () => {
  it.each([
    ['padding', (x: string) => `${x}=`],
    ['a line break', (x: string) => `${x}\n`],
    ['a space before it', (x: string) => ` ${x}`],
    ['a character outside the alphabet', (x: string) => `${x}!`],
    ['a NUL', (x: string) => `${x}\0`],
    ['a character outside ASCII', (x: string) => `${x}\ufffd`],
    ['3,000 more characters', (x: string) => `${x}${'='.repeat(3_000)}`],
    ['other unused bits', (x: string) => withUnusedBits(x)],
    ['base64 instead of base64url', (x: string) => `+/${x.slice(2)}`],
    ['an empty coordinate', () => ''],
    ['a list', (x: string) => [x]],
  ])('is refused in another spelling: %s', async (_, spell) => {
    const device = await TestDevice.create();
    for (const coordinate of ['x', 'y'] as const) {
      const jwk = { ...device.jwk, [coordinate]: spell(device.jwk[coordinate] as string) };
      const answer = await register(registration, { device, header: { jwk } });
      expect([answer.status, answer.body.code]).toEqual([401, 'invalid_dpop_proof']);
    }
  });

  it('names the same device with additional members', async () => {
    const device = await TestDevice.create();
    const answer = await register(registration, {
      device,
      header: { jwk: { ...device.jwk, alg: 'ES256', use: 'sig', kid: '\0', ext: true } },
    });
    expect(answer.body.device_id).toBe(device.id);
  });

  it('is refused with its private part', async () => {
    const device = await TestDevice.create();
    expect((await register(registration, { device, header: { jwk: { ...device.jwk, d: device.jwk.x } } })).status).toBe(
      401,
    );
  });
});

describe('the claims of a DPoP proof', () => {
  it.each([
    ['no id', { jti: undefined }],
    ['a number for an id', { jti: 1 }],
    ['an id of 1 KB', { jti: 'x'.repeat(1_000) }],
    ['no time', { iat: undefined }],
    ['a string for a time', { iat: String(Math.floor(Date.now() / 1000)) }],
    ['a time beyond the range of dates', { iat: 1e300 }],
    ['a negative time', { iat: -1 }],
    ['no method', { htm: undefined }],
    ['a method in lower case', { htm: 'post' }],
    ['a list of methods', { htm: ['POST'] }],
    ['an object for a URL', { htu: {} }],
    ['the URL of another server', { htu: 'http://127.0.0.1:1/app/v1/registrations' }],
    ['only the path', { htu: '/app/v1/registrations' }],
    ['no URL', { htu: undefined }],
  ])('are refused: %s', async (_, claims) => {
    const answer = await register(registration, { claims });
    expect([answer.status, answer.body.code]).toEqual([401, 'invalid_dpop_proof']);
  });
});

describe('POST /app/v1/push-enrollment', () => {
  it.each(['', 'a b', '\0', 'é', 'x'.repeat(4_097), 1, null, ['x'], { $ne: null }])(
    'refuses the token %j',
    async (token) => {
      expect((await phone.post('/push-enrollment', { push_token: token })).body.code).toBe('invalid_request');
    },
  );

  it('hides the enrolment of another device', async () => {
    const token = await obtainPushToken(endpoints.sandbox, 'android');
    const stranger = await RawPhone.connect(endpoints);
    const id = (await phone.post('/push-enrollment', { push_token: token })).body.enrollment_id as string;
    const nonce = await eventually(async () => (await noncesSentTo(endpoints.sandbox, token, id))[0]);
    const refused = [
      await stranger.post(`/push-enrollment/${id}/confirmation`, { nonce }),
      await stranger.post(`/push-enrollment/${id}/resend`),
    ];
    const unknown = [
      await stranger.post(`/push-enrollment/${randomUUID()}/confirmation`, { nonce }),
      await stranger.post(`/push-enrollment/${randomUUID()}/resend`),
    ];
    const told = (answers: typeof refused) => answers.map(({ status, body }) => [status, { ...body, request_id: '' }]);
    expect(told(refused)).toEqual(told(unknown));
    expect(refused[0]?.body.code).toBe('push_enrollment_not_found');
    expect((await phone.post(`/push-enrollment/${id}/confirmation`, { nonce })).status).toBe(200);
  });

  it('keeps a token with its phone until another phone proves it', async () => {
    const token = await obtainPushToken(endpoints.sandbox, 'android');
    const id = (await phone.post('/push-enrollment', { push_token: token })).body.enrollment_id as string;
    const nonce = await eventually(async () => (await noncesSentTo(endpoints.sandbox, token, id))[0]);
    await phone.post(`/push-enrollment/${id}/confirmation`, { nonce });
    const thief = await RawPhone.connect(endpoints);
    await thief.enrollKeys();
    const theft = (await thief.post('/push-enrollment', { push_token: token })).body.enrollment_id as string;
    const guesses = await Promise.all(
      Array.from({ length: 16 }, () => thief.post(`/push-enrollment/${theft}/confirmation`, { nonce: 'A'.repeat(43) })),
    );
    expect(guesses.filter(({ body }) => body.code === 'invalid_nonce')).toHaveLength(5);
    expect(guesses.filter(({ body }) => body.code === 'push_enrollment_expired')).toHaveLength(11);
    // The nonce of the other phone's enrolment does not confirm this one.
    expect((await thief.post(`/push-enrollment/${theft}/confirmation`, { nonce })).status).toBe(410);
    expect((await phone.post(`/push-enrollment/${id}/confirmation`, { nonce })).status).toBe(200);
  });

  it('keeps answers per Message-Id and endpoint', async () => {
    const token = await obtainPushToken(endpoints.sandbox, 'android');
    const alone = await RawPhone.connect(endpoints);
    await alone.enrollKeys();
    const messageId = randomUUID();
    const started = await alone.post('/push-enrollment', { push_token: token }, { messageId });
    const path = `/push-enrollment/${started.body.enrollment_id as string}`;
    expect((await alone.post(`${path}/confirmation`, { nonce: 'wrong' }, { messageId })).body).toMatchObject({
      code: 'invalid_nonce',
      attempts_left: 4,
    });
    expect((await alone.post(`${path}/resend`, {}, { messageId })).body).toMatchObject({ resends_left: 2 });
    expect((await alone.post(`${path}/resend`, {}, { messageId })).body).toMatchObject({ resends_left: 2 });
    const sent = () => noncesSentTo(endpoints.sandbox, token, started.body.enrollment_id as string);
    const nonce = await eventually(async () => (await sent())[0]);
    expect((await alone.post(`${path}/confirmation`, { nonce }, { messageId })).status).toBe(200);
  });
});

describe('POST /app/v1/key-enrollment', () => {
  it.each([
    '',
    'x',
    '\0',
    '\ud800',
    'x'.repeat(20_000),
    '-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nAAAA\n-----END PGP PUBLIC KEY BLOCK-----',
  ])('refuses the key %j', async (key) => {
    const answer = await phone.post('/key-enrollment', { public_key: key });
    expect([answer.status, answer.body.code]).toEqual([400, 'invalid_public_key']);
  });

  it.each([1, null, {}, ['x']])('refuses a key that is no string: %j', async (key) => {
    expect((await phone.post('/key-enrollment', { public_key: key })).body.code).toBe('invalid_request');
  });

  it("refuses a private key and another profile's key", async () => {
    const other = await RawPhone.connect(endpoints);
    await other.enrollKeys();
    for (const key of [phone.keys?.privateKey.armor(), other.keys?.publicKey.armor()]) {
      expect((await phone.post('/key-enrollment', { public_key: key })).body.code).toBe('invalid_public_key');
    }
  });
});
