import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { TestDevice } from '../authorization-server/support/test-device.ts';
import { eventually, obtainPushToken } from '../support/enrolled-phone.ts';
import { useStack } from '../support/stack.ts';
import { createWebsite } from '../support/website.ts';
import { enrollPush } from './support/enroll-push.ts';
import { eventsAbout } from './support/events.ts';
import { RawPhone } from './support/raw-phone.ts';
import type { CallOptions, RawAnswer } from './support/raw-phone.ts';

const { endpoints } = useStack();
const website = createWebsite(endpoints);
const someId = '00000000-0000-7000-8000-000000000000';
let phone: RawPhone;

beforeAll(async () => {
  phone = await RawPhone.connect(endpoints);
  await phone.enrollKeys();
});

/** Calls for a profile with a proof by the device key and without a token. */
function call(
  caller: RawPhone,
  method: string,
  path: string,
  options: CallOptions & { profileId?: string } = {},
): Promise<RawAnswer> {
  const { profileId = caller.profileId, headers, ...rest } = options;
  return caller.call(method, path, { accessToken: null, headers: { 'profile-id': profileId, ...headers }, ...rest });
}

const enough: [string, string, unknown, number][] = [
  ['GET', '/transactions', undefined, 200],
  ['POST', `/transactions/${someId}/fetch`, {}, 404],
  ['POST', `/transactions/${someId}/answer`, { message: 'x' }, 404],
  ['POST', `/push-enrollment/${someId}/confirmation`, { nonce: 'x' }, 404],
  ['POST', `/push-enrollment/${someId}/resend`, {}, 404],
];

describe.each(enough)('%s /app/v1%s without an access token', (method, path, body, status) => {
  it('serves the device of the profile', async () => {
    const answer = await call(phone, method, path, { body });
    expect(answer.status).toBe(status);
    expect(answer.body.code).not.toBe('invalid_token');
  });

  it('gives the same refusal for an unknown, a foreign and a malformed profile', async () => {
    const other = await RawPhone.connect(endpoints);
    const answers = [
      await call(phone, method, path, { body, profileId: randomUUID() }),
      await call(phone, method, path, { body, profileId: other.profileId }),
      await call(phone, method, path, { body, profileId: "' or 1=1" }),
    ];
    const { request_id: _, ...first } = answers[0]!.body;
    for (const answer of answers) {
      expect(answer.status).toBe(401);
      expect({ ...answer.body, request_id: undefined }).toEqual({ ...first, request_id: undefined });
      expect(answer.body.code).toBe('invalid_token');
    }
  });

  it('refuses a missing proof, one by another key, and one that was made for a token', async () => {
    const url = `${endpoints.api}/app/v1${path}`;
    const thief = await TestDevice.create();
    const proofs = [
      null,
      await thief.prove({ method, url }),
      await phone.device.prove({ method, url, accessToken: phone.accessToken }),
      await phone.device.prove({ method, url: `${url}x` }),
    ];
    const codes = [];
    for (const proof of proofs) codes.push((await call(phone, method, path, { body, proof })).body.code);
    expect(codes).toEqual(['invalid_dpop_proof', 'invalid_token', 'invalid_dpop_proof', 'invalid_dpop_proof']);
  });

  it('accepts a proof once', async () => {
    const proof = await phone.device.prove({ method, url: `${endpoints.api}/app/v1${path}` });
    expect((await call(phone, method, path, { body, proof })).status).toBe(status);
    expect((await call(phone, method, path, { body, proof })).body.code).toBe('invalid_dpop_proof');
  });
});

describe('GET /app/v1/transactions/stream without an access token', () => {
  it('is opened only for the device of the profile', async () => {
    const url = `${endpoints.api}/app/v1/transactions/stream`;
    const open = async (profileId: string, device: TestDevice) =>
      fetch(url, {
        headers: {
          dpop: await device.prove({ method: 'GET', url }),
          'profile-id': profileId,
          accept: 'text/event-stream',
        },
        signal: AbortSignal.timeout(120_000),
      });
    const stream = await open(phone.profileId, phone.device);
    expect([stream.status, stream.headers.get('content-type')]).toEqual([
      200,
      expect.stringContaining('text/event-stream'),
    ]);
    const reader = stream.body!.getReader();
    expect(Buffer.from((await reader.read()).value!).toString()).toContain('event: transactions');
    await reader.cancel();
    expect((await open(phone.profileId, await TestDevice.create())).status).toBe(401);
    expect((await open(randomUUID(), phone.device)).status).toBe(401);
  });
});

describe('other requests without an access token', () => {
  it.each([
    ['GET', '/authenticators'],
    ['PUT', '/authenticators/pin'],
    ['DELETE', '/authenticators/pin'],
    ['POST', '/key-enrollment'],
    ['DELETE', '/key-enrollment'],
    ['POST', '/push-enrollment'],
    ['DELETE', '/push-enrollment'],
    ['GET', '/transactions/'],
    ['POST', '/transactions'],
    ['POST', `/transactions/${someId}/fetch/more`],
  ])('are refused: %s /app/v1%s', async (method, path) => {
    const answer = await call(phone, method, path, { body: method === 'GET' || method === 'DELETE' ? undefined : {} });
    expect([answer.status, answer.body.code]).toEqual([401, 'invalid_token']);
  });

  it('are not affected by Profile-Id when there is an access token', async () => {
    const { status } = await phone.call('GET', '/transactions', { headers: { 'profile-id': randomUUID() } });
    expect(status).toBe(200);
    const stale = await phone.call('GET', '/transactions', {
      accessToken: 'x',
      headers: { 'profile-id': phone.profileId },
    });
    expect(stale.body.code).toBe('invalid_token');
  });
});

describe('a phone whose token has expired', () => {
  it('is pushed to and answers, and cannot answer for another user of the device', async () => {
    const owner = await RawPhone.connect(endpoints);
    await owner.enrollKeys();
    await enrollPush(owner, endpoints.sandbox, await obtainPushToken(endpoints.sandbox, 'android'));
    const housemate = await RawPhone.connect(endpoints, { device: owner.device });
    await housemate.enrollKeys();
    const form = {
      type: 'login_with_push',
      user_id: owner.userId,
      device_id: owner.device.id,
      callback_uri: `${endpoints.sandbox}/callbacks/lapsed`,
      message: 'Log in?',
    };
    const { transaction_id: id } = (await website.initialise(form)).body as { transaction_id: string };
    expect((await call(owner, 'GET', '/transactions')).body.transactions).toMatchObject([{ transaction_id: id }]);
    expect((await call(housemate, 'GET', '/transactions')).body.transactions).toEqual([]);
    expect((await call(housemate, 'POST', `/transactions/${id}/fetch`, { body: {} })).body.code).toBe(
      'transaction_not_found',
    );
    const fetched = await call(owner, 'POST', `/transactions/${id}/fetch`, { body: {} });
    const message = await owner.seal(await owner.answerTo(await owner.open(fetched.body.message)));
    expect((await call(housemate, 'POST', `/transactions/${id}/answer`, { body: { message } })).body.code).toBe(
      'transaction_not_found',
    );
    expect((await call(owner, 'POST', `/transactions/${id}/answer`, { body: { message } })).body).toEqual({
      transaction_id: id,
      status: 'authenticated',
    });
    expect((await website.result(id)).body.is_authenticated).toBe(true);
  });

  it('causes an event when another device uses its profile', async () => {
    const owner = await RawPhone.connect(endpoints);
    const thief = await RawPhone.connect(endpoints);
    await call(thief, 'GET', '/transactions', { profileId: owner.profileId });
    const event = await eventually(async () =>
      (await eventsAbout(owner.device.id)).find((name) => name.startsWith('APP AUTHENTICATION FAILED')),
    );
    expect(event).toBe('APP AUTHENTICATION FAILED: no such profile on the device whose key proved');
  });
});
