import { randomUUID } from 'node:crypto';
import * as openpgp from 'openpgp';
import { beforeAll, describe, expect, it } from 'vitest';
import { enrollPush } from '../app/support/enroll-push.ts';
import { RawPhone } from '../app/support/raw-phone.ts';
import { createConfigurationApi } from '../configuration/support/configuration-api.ts';
import { noncesSentTo } from '../push-enrollment/support/push-token.ts';
import { eventually, obtainPushToken } from '../support/enrolled-phone.ts';
import { useStack } from '../support/stack.ts';
import { createWebsite } from '../support/website.ts';
import { install } from './support/token-endpoint.ts';

/** Tests of the statements of docs/app-protocol.md that no other test covers. */
const { endpoints } = useStack();
const website = createWebsite(endpoints);
let phone: RawPhone;

beforeAll(async () => {
  phone = await RawPhone.connect(endpoints);
  await phone.enrollKeys();
});

describe('1. Conventions', () => {
  it('an unknown member of a JSON request is refused by name', async () => {
    const { status, body } = await phone.post('/push-enrollment', { push_token: 'abc', colour: 'red' });
    expect([status, body.code, body.parameter]).toEqual([400, 'invalid_request', 'colour']);
  });

  it('an unknown field of the token endpoint is ignored', async () => {
    expect((await (await install()).connect({ colour: 'red' })).status).toBe(200);
  });

  it('PUT /push-enrollment needs a Message-Id', async () => {
    const body = { push_token: 'abc' };
    const answer = await phone.call('PUT', '/push-enrollment', { body, messageId: null });
    expect([answer.status, answer.body.code, answer.body.parameter]).toEqual([400, 'invalid_request', 'Message-Id']);
  });

  it('one Message-Id on two endpoints names two messages', async () => {
    const other = await RawPhone.connect(endpoints);
    const messageId = randomUUID();
    await other.enrollKeys();
    const keys = await other.post('/key-enrollment', { public_key: other.keys?.publicKey.armor() }, { messageId });
    const push_token = await obtainPushToken(endpoints.sandbox, 'android');
    const push = await other.post('/push-enrollment', { push_token }, { messageId });
    expect([keys.status, push.status]).toEqual([200, 202]);
  });

  it('another push token with a used Message-Id is refused, by POST and by PUT', async () => {
    const other = await RawPhone.connect(endpoints);
    await other.enrollKeys();
    const messageId = randomUUID();
    const push_token = await obtainPushToken(endpoints.sandbox, 'android');
    const first = await other.post('/push-enrollment', { push_token }, { messageId });
    expect((await other.post('/push-enrollment', { push_token }, { messageId })).body.enrollment_id).toBe(
      first.body.enrollment_id,
    );
    for (const method of ['POST', 'PUT']) {
      const answer = await other.call(method, '/push-enrollment', {
        body: { push_token: `${push_token}x` },
        messageId,
      });
      expect([answer.status, answer.body.parameter]).toEqual([400, 'Message-Id']);
    }
  });

  it('the right nonce is accepted with the Message-Id of a wrong one', async () => {
    const other = await RawPhone.connect(endpoints);
    await other.enrollKeys();
    const token = await obtainPushToken(endpoints.sandbox, 'android');
    const { enrollment_id: id } = (await other.post('/push-enrollment', { push_token: token })).body;
    const right = await eventually(async () => (await noncesSentTo(endpoints.sandbox, token, id))[0]);
    const messageId = randomUUID();
    const confirm = (nonce: string) => other.post(`/push-enrollment/${id}/confirmation`, { nonce }, { messageId });
    expect(await confirm('wrong')).toMatchObject({ status: 403, body: { code: 'invalid_nonce', attempts_left: 4 } });
    expect((await confirm(right)).status).toBe(200);
  });

  it('another answer with a used Message-Id gets the outcome of the first answer', async () => {
    const { id, shown } = await askAndFetch();
    const messageId = randomUUID();
    const send = async (decision: object) =>
      phone.post(
        `/transactions/${id}/answer`,
        { message: await phone.seal(await phone.answerTo(shown, decision)) },
        { messageId },
      );
    expect((await send({ decision: 'reject', reason: 'cancelled' })).body.status).toBe('not_authenticated');
    expect((await send({ decision: 'accept' })).body.status).toBe('not_authenticated');
  });
});

describe('4. Registration and tokens', () => {
  it('northwind-id is seeded with the version 1.0.0 on both platforms', async () => {
    const api = createConfigurationApi(endpoints);
    for (const platform of ['android', 'ios'])
      expect((await api.get(`/applications/northwind-id/platforms/${platform}/versions/1.0.0/`)).status).toBe(200);
  });

  it('an unknown client_id is invalid_client, and a wrong code invalid_grant', async () => {
    const app = await install();
    expect(await app.connect({ client_id: 'f'.repeat(64) })).toMatchObject({
      status: 401,
      body: { error: 'invalid_client' },
    });
    expect(await app.connect({ enrollment_code: 'AAAAA-AAAAA-AAAAA-AAAAA-AAAAA' })).toMatchObject({
      status: 400,
      body: { error: 'invalid_grant' },
    });
  });

  it('the former access token stays valid after a refresh', async () => {
    const app = await install();
    const first = await app.connect();
    expect((await app.refresh(first.body.refresh_token)).status).toBe(200);
    const url = `${endpoints.api}/app/v1/transactions`;
    const accessToken = first.body.access_token as string;
    const proof = await app.device.prove({ method: 'GET', url, accessToken });
    const answer = await fetch(url, { headers: { authorization: `DPoP ${accessToken}`, dpop: proof } });
    expect(answer.status).toBe(200);
  });
});

describe('5. PGP keys', () => {
  it.each(['v6', 'v4'] as const)('the key of the server is v6, also for a %s key of the app', async (kind) => {
    const other = await RawPhone.connect(endpoints);
    await other.enrollKeys(kind);
    expect(other.serverKey?.keyPacket.version).toBe(6);
    expect(other.serverKey?.getAlgorithmInfo().algorithm).toBe('ed25519');
  });

  it.each([
    ['GCM', { aeadAlgorithm: 'gcm' }],
    ['OCB', { aeadAlgorithm: 'ocb' }],
    ['EAX', { aeadAlgorithm: 'eax' }],
  ])('the server decrypts %s', async (_, mode) => {
    const { id, shown } = await askAndFetch();
    const text = JSON.stringify(await phone.answerTo(shown, { decision: 'reject', reason: 'cancelled' }));
    const message = await openpgp.encrypt({
      message: await openpgp.createMessage({ text }),
      encryptionKeys: phone.serverKey as openpgp.PublicKey,
      signingKeys: phone.keys?.privateKey as openpgp.PrivateKey,
      sessionKey: { data: crypto.getRandomValues(new Uint8Array(32)), algorithm: 'aes256', ...mode } as never,
      config: { v6Keys: true, aeadProtect: true },
    });
    const packets = (await openpgp.readMessage({ armoredMessage: message })).packets as unknown as {
      version: number;
    }[];
    expect(packets[1]?.version).toBe(2);
    expect((await phone.post(`/transactions/${id}/answer`, { message })).body.status).toBe('not_authenticated');
  });
});

it('7.1: the list of open transactions has server_key_fingerprint', async () => {
  const { body } = await phone.call('GET', '/transactions');
  expect(body.server_key_fingerprint).toBe(phone.serverKey?.getFingerprint());
});

/** Initialises a push transaction and fetches it. */
async function askAndFetch(): Promise<{ id: string; shown: Record<string, unknown> }> {
  await enrollOnce();
  const init = await website.initialise({
    type: 'login_with_push',
    user_id: phone.userId,
    device_id: phone.device.id,
    callback_uri: `${endpoints.sandbox}/callbacks/protocol`,
    message: 'Sign in?',
  });
  const id = init.body.transaction_id as string;
  const fetched = await phone.post(`/transactions/${id}/fetch`);
  return { id, shown: await phone.open(fetched.body.message) };
}

let enrolled: Promise<string> | undefined;

function enrollOnce(): Promise<string> {
  enrolled ??= obtainPushToken(endpoints.sandbox, 'android').then((token) =>
    enrollPush(phone, endpoints.sandbox, token),
  );
  return enrolled;
}
