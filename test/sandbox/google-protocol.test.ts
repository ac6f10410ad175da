import { generateKeyPairSync } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { useSandbox } from './support/running-sandbox.ts';
import { exchangeAssertion, postHttps, signAssertion } from './support/wire-clients.ts';

const sandbox = useSandbox();
const seconds = (): number => Math.floor(Date.now() / 1000);

describe('POST /token', () => {
  it('exchanges a signed assertion', async () => {
    const { status, body } = await exchangeAssertion(sandbox(), await signAssertion(sandbox()));
    expect(status).toBe(200);
    expect(body).toEqual({ access_token: expect.stringMatching(/^ya29\./), expires_in: 3599, token_type: 'Bearer' });
  });

  it.each([
    ['another issuer', { claims: { iss: 'another@project.iam.gserviceaccount.com' } }, 'invalid_grant'],
    ['another audience', { claims: { aud: 'https://oauth2.googleapis.com/token' } }, 'invalid_grant'],
    ['an expired assertion', { claims: { iat: seconds() - 7200, exp: seconds() - 3600 } }, 'invalid_grant'],
    ['an assertion that is valid for a day', { claims: { exp: seconds() + 86_400 } }, 'invalid_grant'],
    ['another scope', { claims: { scope: 'https://www.googleapis.com/auth/drive' } }, 'invalid_scope'],
    ['an unknown key id', { kid: 'ffff' }, 'invalid_grant'],
    ['the signature of another key', { privateKey: otherKey() }, 'invalid_grant'],
  ])('refuses %s', async (_name, change, error) => {
    const { status, body } = await exchangeAssertion(sandbox(), await signAssertion(sandbox(), change));
    expect(status).toBeGreaterThanOrEqual(400);
    expect(body).toMatchObject({ error, error_description: expect.any(String) });
  });

  it('refuses a malformed assertion and another grant type', async () => {
    expect((await exchangeAssertion(sandbox(), 'not.a.jwt')).body).toMatchObject({ error: 'invalid_grant' });
    expect(
      (await exchangeAssertion(sandbox(), await signAssertion(sandbox()), 'client_credentials')).body,
    ).toMatchObject({ error: 'unsupported_grant_type' });
  });
});

describe('POST /v1/projects/{project}/messages:send', () => {
  let authorization: string;
  beforeAll(async () => {
    const { body } = await exchangeAssertion(sandbox(), await signAssertion(sandbox()));
    authorization = `Bearer ${(body as { access_token: string }).access_token}`;
  });
  const send = (
    message: unknown,
    change: { project?: string; authorization?: string } = {},
  ): ReturnType<typeof postHttps> =>
    postHttps(
      sandbox(),
      `/v1/projects/${change.project ?? 'countersign-sandbox'}/messages:send`,
      { authorization: change.authorization ?? authorization },
      JSON.stringify({ message }),
    );

  it('delivers the message and returns its name', async () => {
    const token = await sandbox().client.register({ platform: 'android' });
    const { status, body } = await send({
      token,
      data: { n: '1' },
      notification: { title: 'Shop', body: 'Pay?' },
      android: { priority: 'HIGH', ttl: '60s' },
    });
    expect(status).toBe(200);
    expect(body).toEqual({ name: expect.stringMatching(/^projects\/countersign-sandbox\/messages\/0:/) });
    expect(await sandbox().client.pushes(token)).toMatchObject([{ alert: 'Pay?', content: { n: '1' } }]);
  });

  it('refuses a wrong access token', async () => {
    const { status, body } = await send({ token: 'x' }, { authorization: 'Bearer ya29.c.wrong' });
    expect(status).toBe(401);
    expect(body).toMatchObject({ error: { code: 401, status: 'UNAUTHENTICATED' } });
  });

  it('refuses another project', async () => {
    const { status, body } = await send({ token: 'x' }, { project: 'another' });
    expect(status).toBe(403);
    expect(body).toMatchObject({
      error: { status: 'PERMISSION_DENIED', details: [{ errorCode: 'SENDER_ID_MISMATCH' }] },
    });
  });

  it('answers UNREGISTERED for an unregistered phone', async () => {
    const token = await sandbox().client.register({ platform: 'android' });
    await sandbox().client.unregister(token);
    const { status, body } = await send({ token });
    expect(status).toBe(404);
    expect(body).toEqual({
      error: {
        code: 404,
        message: 'Requested entity was not found.',
        status: 'NOT_FOUND',
        details: [{ '@type': 'type.googleapis.com/google.firebase.fcm.v1.FcmError', errorCode: 'UNREGISTERED' }],
      },
    });
  });

  it.each([
    ['no token', {}, 'message'],
    ['an invalid token', { token: 'short' }, 'message.token'],
    ['a number in data', { data: { n: 1 } }, 'message.data[n]'],
    ['an invalid priority', { android: { priority: 'urgent' } }, 'message.android.priority'],
    ['an invalid time to live', { android: { ttl: '60' } }, 'message.android.ttl'],
    ['a time to live over four weeks', { android: { ttl: '2419201s' } }, 'message.android.ttl'],
    ['too much data', { data: { n: 'x'.repeat(4100) } }, 'message'],
  ])('refuses %s', async (name, message, field) => {
    const token = name.includes('token') ? {} : { token: await sandbox().client.register({ platform: 'android' }) };
    const { status, body } = await send({ ...token, ...message });
    expect(status).toBe(400);
    expect(body).toMatchObject({
      error: {
        status: 'INVALID_ARGUMENT',
        details: [{ errorCode: 'INVALID_ARGUMENT' }, { fieldViolations: [{ field }] }],
      },
    });
  });

  it('refuses broken JSON, another method, another path and a large body', async () => {
    const path = '/v1/projects/countersign-sandbox/messages:send';
    expect((await postHttps(sandbox(), path, { authorization }, '{')).status).toBe(400);
    expect((await postHttps(sandbox(), path, { authorization }, '', 'GET')).status).toBe(405);
    expect((await postHttps(sandbox(), '/v1/projects', { authorization }, '')).status).toBe(404);
    expect((await postHttps(sandbox(), path, { authorization }, 'x'.repeat(70_000))).status).toBe(413);
  });
});

function otherKey(): string {
  return generateKeyPairSync('rsa', { modulusLength: 2048 })
    .privateKey.export({ type: 'pkcs8', format: 'pem' })
    .toString();
}
