import { createHash, randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import { eventsAbout } from '../../app/support/events.ts';
import { RawPhone } from '../../app/support/raw-phone.ts';
import { nowInSeconds, TestFactor } from '../../app/support/test-factor.ts';
import { TestDevice } from '../../authorization-server/support/test-device.ts';
import { eventually } from '../../support/enrolled-phone.ts';
import { useStack } from '../../support/stack.ts';
import { createWebsite } from '../../support/website.ts';

const { endpoints } = useStack();
const url = `${endpoints.api}/oauth/token`;

interface Tokens {
  profileId: string;
  refreshToken: string;
}

interface Answer {
  status: number;
  body: Record<string, unknown>;
}

async function post(device: TestDevice, form: Record<string, string>, proof?: string): Promise<Answer> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { dpop: proof ?? (await device.prove({ url })) },
    body: new URLSearchParams(form),
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

let phone: RawPhone;
let pin: TestFactor;
beforeEach(async () => {
  phone = await RawPhone.connect(endpoints);
  pin = await TestFactor.create('pin');
});

async function connect(caller: RawPhone = phone, pinKey?: TestFactor): Promise<Tokens> {
  const code = await createWebsite(endpoints).enrollmentCode(caller.userId);
  const form = {
    grant_type: 'urn:countersign:grant-type:enrollment-code',
    client_id: caller.clientId,
    enrollment_code: code,
    ...(pinKey && { pin_key: JSON.stringify(pinKey.publicJwk) }),
  };
  const { body } = await post(caller.device, form);
  return { profileId: body['profile_id'] as string, refreshToken: body['refresh_token'] as string };
}

const refresh = (refreshToken: string, more: Record<string, string> = {}) => ({
  grant_type: 'refresh_token',
  client_id: phone.clientId,
  refresh_token: refreshToken,
  ...more,
});

function refreshProof({ profileId, refreshToken }: Tokens, by: TestFactor): Promise<string> {
  return by.prove({
    iat: nowInSeconds(),
    profile_id: profileId,
    purpose: 'refresh',
    refresh_token_hash: createHash('sha256').update(refreshToken).digest('base64url'),
  });
}

/** Waits for an event of the device, which the server writes after its answer. */
function waitForEvent(detail: string): Promise<string> {
  return eventually(async () =>
    (await eventsAbout(phone.device.id)).find((event) => event === `APP AUTHENTICATION FAILED: ${detail}`),
  );
}

describe('a stolen refresh token', () => {
  it('is refused with another key, and still works for its owner', async () => {
    const { refreshToken } = await connect();
    const { status, body } = await post(await TestDevice.create(), refresh(refreshToken));
    expect([status, body['error']]).toEqual([400, 'invalid_grant']);
    await waitForEvent('failed jkt verification');
    expect((await post(phone.device, refresh(refreshToken))).status).toBe(200);
  });

  it('is refused with the key or the client id of another installation', async () => {
    const { refreshToken } = await connect();
    const thief = await RawPhone.connect(endpoints);
    const attempts = [
      await post(thief.device, { ...refresh(refreshToken), client_id: thief.clientId }),
      await post(phone.device, { ...refresh(refreshToken), client_id: thief.clientId }),
      await post(thief.device, refresh(refreshToken)),
    ];
    for (const { status, body } of attempts) expect([status, body['error']]).toEqual([400, 'invalid_grant']);
    await waitForEvent('client mismatch');
    expect((await post(phone.device, refresh(refreshToken))).status).toBe(200);
  });

  it('is refused with a proof that was used before', async () => {
    const { refreshToken } = await connect();
    const proof = await phone.device.prove({ url });
    expect((await post(phone.device, refresh('unknown'), proof)).status).toBe(400);
    const proofOfUse = await phone.device.prove({ url });
    const first = await post(phone.device, refresh(refreshToken), proofOfUse);
    expect(first.status).toBe(200);
    const second = await post(phone.device, refresh(first.body['refresh_token'] as string), proofOfUse);
    expect(second.body['error']).toMatch(/invalid_(grant|dpop_proof)/);
    expect((await post(phone.device, refresh(first.body['refresh_token'] as string))).status).toBe(200);
  });

  it.each([
    ['another method', { method: 'GET' }],
    ['another URL', { url: `${endpoints.api}/oauth/token/revocation` }],
    ['another server', { url: 'https://evil.example/oauth/token' }],
    ['two minutes ago', { skew: -120 }],
  ])('is not refreshed with a proof for %s', async (_, options) => {
    const { refreshToken } = await connect();
    const { status, body } = await post(
      phone.device,
      refresh(refreshToken),
      await phone.device.prove({ url, ...options }),
    );
    expect([status, body['error']]).toEqual([400, 'invalid_dpop_proof']);
    expect((await post(phone.device, refresh(refreshToken))).status).toBe(200);
  });
});

describe('a factor', () => {
  it('is not proven by the proof for a former refresh token', async () => {
    const first = await connect(phone, pin);
    const proof = await refreshProof(first, pin);
    const { body, status } = await post(phone.device, refresh(first.refreshToken, { factor_proof: proof }));
    expect(status).toBe(200);
    const again = await post(phone.device, refresh(body['refresh_token'] as string, { factor_proof: proof }));
    expect(again.body).toEqual({ error: 'invalid_request', error_description: 'invalid_factor_proof' });
  });

  it.each([
    ['no algorithm', { alg: 'none' }],
    ['a shared secret', { alg: 'HS256' }],
    ['another kind of key', { alg: 'ES256' }],
    ['a key in the header', { jwk: { kty: 'OKP', crv: 'Ed25519', x: 'A'.repeat(43) } }],
    ['a key at a URL', { jku: 'http://127.0.0.1:1/' }],
    ['an extension', { crit: ['x'], x: 1 }],
  ])('is not proven with a header that asks for %s', async (_, header) => {
    const tokens = await connect(phone, pin);
    const [, payload, signature] = (await refreshProof(tokens, pin)).split('.');
    const forged = Buffer.from(
      JSON.stringify({ alg: 'EdDSA', kid: 'pin', typ: 'countersign-factor+jws', ...header }),
    ).toString('base64url');
    const { body } = await post(
      phone.device,
      refresh(tokens.refreshToken, { factor_proof: `${forged}.${payload}.${signature}` }),
    );
    expect(body['error_description']).toBe('invalid_factor_proof');
  });

  it('cannot be changed without a factor proof once the profile has a PIN', async () => {
    await connect(phone, pin);
    const own = await TestFactor.create('fingerprint');
    const answers = [
      await phone.call('PUT', '/authenticators/fingerprint', { body: { public_key: own.publicJwk } }),
      await phone.call('PUT', '/authenticators/pin', {
        body: { public_key: (await TestFactor.create('pin')).publicJwk },
      }),
      await phone.call('DELETE', '/authenticators/pin'),
    ];
    expect(answers.map(({ body }) => body.code)).toEqual([
      'factor_proof_required',
      'factor_proof_required',
      'factor_proof_required',
    ]);
  });

  it('allows three guesses in sixteen concurrent requests', async () => {
    await connect(phone, pin);
    const guess = async (): Promise<{ status: number; code: unknown }> => {
      const wrong = await TestFactor.create('pin');
      const messageId = randomUUID();
      const proof = await wrong.prove({
        authenticator: 'fingerprint',
        iat: nowInSeconds(),
        message_id: messageId,
        profile_id: phone.profileId,
        purpose: 'drop_authenticator',
      });
      const { status, body } = await phone.call('DELETE', '/authenticators/fingerprint', {
        messageId,
        headers: { 'factor-proof': proof },
      });
      return { status, code: body.code };
    };
    const answers = await Promise.all(Array.from({ length: 16 }, guess));
    expect(answers.filter(({ code }) => code === 'wrong_factor_proof')).toHaveLength(2);
    expect(answers.filter(({ code }) => code === 'user_disconnected')).toHaveLength(1);
    expect(answers.filter(({ code }) => code === 'invalid_token')).toHaveLength(13);
  });

  it('allows three guesses in concurrent requests of all endpoints together', async () => {
    const tokens = await connect(phone, pin);
    const byRefresh = async () => {
      const { body } = await post(
        phone.device,
        refresh(tokens.refreshToken, { factor_proof: await refreshProof(tokens, await TestFactor.create('pin')) }),
      );
      return body['error_description'];
    };
    const byDrop = async () => {
      const claims = {
        authenticator: 'pin',
        iat: nowInSeconds(),
        message_id: randomUUID(),
        profile_id: phone.profileId,
        purpose: 'drop_authenticator',
      };
      const proof = await (await TestFactor.create('pin')).prove(claims);
      return (
        await phone.call('DELETE', '/authenticators/pin', {
          messageId: claims.message_id,
          headers: { 'factor-proof': proof },
        })
      ).body.code as unknown;
    };
    const codes = await Promise.all(
      Array.from({ length: 12 }, (_, index) => (index % 2 === 0 ? byRefresh() : byDrop())),
    );
    expect(codes.filter((code) => code === 'wrong_factor_proof')).toHaveLength(2);
    const events = await eventsAbout(tokens.profileId);
    expect(events.filter((event) => event.startsWith('PIN VALIDATION FAILURE'))).toEqual([
      'PIN VALIDATION FAILURE: attempts left: 2',
      'PIN VALIDATION FAILURE: attempts left: 1',
    ]);
    // The right factor is refused now.
    expect(
      (await post(phone.device, refresh(tokens.refreshToken, { factor_proof: await refreshProof(tokens, pin) })))
        .status,
    ).toBe(400);
  });

  it('leaves neither its key nor the refresh token in events', async () => {
    const tokens = await connect(phone, pin);
    await post(phone.device, refresh(tokens.refreshToken, { factor_proof: await refreshProof(tokens, pin) }));
    const events = [...(await eventsAbout(phone.device.id)), ...(await eventsAbout(tokens.profileId))].join('\n');
    expect(events).toContain('PIN VALIDATION SUCCESS');
    for (const secret of [pin.publicJwk.x as string, tokens.refreshToken]) expect(events).not.toContain(secret);
  });
});
