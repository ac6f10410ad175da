import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Application } from '../../src/entities/configuration/application.ts';
import { Event } from '../../src/entities/events/event.ts';
import { AuthenticatorKey } from '../../src/entities/devices/authenticator-key.ts';
import { Device } from '../../src/entities/devices/device.ts';
import { Registration } from '../../src/entities/devices/registration.ts';
import { OauthArtifact } from '../../src/entities/tokens/oauth-artifact.ts';
import { TestFactor } from '../app/support/test-factor.ts';
import { AuthorizationServerUnderTest } from './support/authorization-server-under-test.ts';
import { addFactor, connect, refreshPayload, refreshWith, refreshWithProof } from './support/refresh-factor.ts';
import type { Connected } from './support/refresh-factor.ts';

let oauth: AuthorizationServerUnderTest;
let pin: TestFactor;
let wrong: TestFactor;

beforeAll(async () => {
  oauth = await AuthorizationServerUnderTest.start();
  // Retries are tested in refresh-retry.test.ts.
  await oauth.configure({ refresh_retry_seconds: 0 });
  [pin, wrong] = [await TestFactor.create('pin'), await TestFactor.create('pin')];
});

afterAll(() => oauth.stop());

beforeEach(() =>
  configure({ maxPinAttempts: 3, pinEnabled: true, fingerprintEnabled: true, customAuthenticatorEnabled: true }),
);

function configure(changes: Partial<Application>): Promise<number> {
  return oauth.deps.em().nativeUpdate(Application, { identifier: 'shop' }, changes as object);
}

async function eventsOf({ userId }: Connected): Promise<string[]> {
  const events = await oauth.deps.em().find(Event, { userId }, { orderBy: { id: 'asc' } });
  return events.map(({ name, detail }) => (detail ? `${name}: ${detail}` : name));
}

const refusal = ({ status, body }: { status: number; body: Record<string, unknown> }) => ({ status, ...body });

describe('a refresh of a profile with a PIN', () => {
  it('requires a new proof by the PIN each time', async () => {
    const connected = await connect(oauth, pin);
    for (let time = 0; time < 3; time++) expect((await refreshWith(oauth, connected, pin)).status).toBe(200);
    expect(await oauth.verify(connected.phone, connected.accessToken)).toMatchObject({
      registrationId: connected.profileId,
    });
  });

  it('names the available factors when there is no proof, and keeps the token', async () => {
    const connected = await connect(oauth, pin);
    await addFactor(oauth, connected, 'fingerprint');
    await addFactor(oauth, connected, 'face');
    const answer = await refreshWithProof(oauth, connected, undefined);
    expect(refusal(answer)).toEqual({
      status: 400,
      error: 'invalid_grant',
      error_description: 'factor_required',
      authenticators: ['pin', 'face', 'fingerprint'],
    });
    await configure({ customAuthenticatorEnabled: false });
    expect((await refreshWithProof(oauth, connected, undefined)).body['authenticators']).toEqual([
      'pin',
      'fingerprint',
    ]);
    expect((await refreshWith(oauth, connected, await TestFactor.create('voice'))).body.error_description).toBe(
      'factor_required',
    );
    expect((await refreshWith(oauth, connected, pin)).status).toBe(200);
  });

  it('counts wrong PINs, resets the count after a right one, and keeps the token', async () => {
    const connected = await connect(oauth, pin);
    const wrongly = async () => refusal(await refreshWith(oauth, connected, wrong));
    const told = (left: number) => ({
      status: 400,
      error: 'invalid_grant',
      error_description: 'wrong_factor_proof',
      attempts_left: left,
    });
    expect(await wrongly()).toEqual(told(2));
    expect(await wrongly()).toEqual(told(1));
    expect((await refreshWith(oauth, connected, pin)).status).toBe(200);
    expect(await wrongly()).toEqual(told(2));
    expect(await eventsOf(connected)).toEqual(
      expect.arrayContaining([
        'PIN VALIDATION FAILURE: attempts left: 1',
        'PIN VALIDATION SUCCESS',
        'TOKEN REFRESH SUCCESS',
      ]),
    );
  });

  it('disconnects the user from this device only when the limit is reached', async () => {
    const connected = await connect(oauth, pin);
    const elsewhere = await connect(oauth, pin, { userId: connected.userId });
    const housemate = await connect(oauth, pin, { phone: connected.phone });
    for (let time = 0; time < 2; time++) await refreshWith(oauth, connected, wrong);
    const last = await refreshWith(oauth, connected, wrong);
    expect(refusal(last)).toEqual({ status: 400, error: 'invalid_grant', error_description: 'disconnected' });
    expect(await oauth.deps.em().count(Registration, { id: connected.profileId })).toBe(0);
    expect(await oauth.deps.em().count(AuthenticatorKey, { registration: connected.profileId })).toBe(0);
    await expect(oauth.verify(connected.phone, connected.accessToken)).rejects.toMatchObject({ code: 'invalid_token' });
    expect((await refreshWith(oauth, connected, pin)).body).toMatchObject({ error: 'invalid_grant' });
    expect(await eventsOf(connected)).toEqual(expect.arrayContaining(['PIN VALIDATION LIMIT EXCEEDED']));
    expect(await oauth.deps.em().count(Device, { id: connected.phone.device.id })).toBe(1);
    for (const other of [elsewhere, housemate]) expect((await refreshWith(oauth, other, pin)).status).toBe(200);
  });

  it('counts sixteen wrong PINs at once as sixteen', async () => {
    await configure({ maxPinAttempts: 17 });
    const connected = await connect(oauth, pin);
    const answers = await Promise.all(Array.from({ length: 16 }, () => refreshWith(oauth, connected, wrong)));
    expect(answers.map(({ body }) => body['attempts_left']).toSorted((a, b) => Number(a) - Number(b))).toEqual(
      Array.from({ length: 16 }, (_, index) => index + 1),
    );
    expect((await refreshWith(oauth, connected, wrong)).body.error_description).toBe('disconnected');
  });

  it('answers two of sixteen wrong PINs at once with the attempts left, and disconnects the user once', async () => {
    const connected = await connect(oauth, pin);
    const answers = await Promise.all(Array.from({ length: 16 }, () => refreshWith(oauth, connected, wrong)));
    const told = answers.map(({ body }) => body.error_description);
    expect(told.filter((description) => description === 'wrong_factor_proof')).toHaveLength(2);
    expect((await eventsOf(connected)).filter((event) => event === 'PIN VALIDATION LIMIT EXCEEDED')).toHaveLength(1);
    expect((await eventsOf(connected)).filter((event) => event.startsWith('PIN VALIDATION FAILURE'))).toHaveLength(2);
  });

  it('has no limit when the application sets none', async () => {
    await configure({ maxPinAttempts: 0 });
    const connected = await connect(oauth, pin);
    for (let time = 0; time < 5; time++)
      expect(refusal(await refreshWith(oauth, connected, wrong))).toEqual({
        status: 400,
        error: 'invalid_grant',
        error_description: 'wrong_factor_proof',
      });
    expect((await refreshWith(oauth, connected, pin)).status).toBe(200);
  });

  it('refuses even the right PIN when the limit was lowered below the count', async () => {
    await configure({ maxPinAttempts: 5 });
    const connected = await connect(oauth, pin);
    for (let time = 0; time < 3; time++) await refreshWith(oauth, connected, wrong);
    await configure({ maxPinAttempts: 3 });
    expect((await refreshWith(oauth, connected, pin)).body.error_description).toBe('disconnected');
  });

  it('still requires the PIN after PINs were disabled', async () => {
    const connected = await connect(oauth, pin);
    await configure({ pinEnabled: false });
    expect((await refreshWithProof(oauth, connected, undefined)).body.error_description).toBe('factor_required');
    expect((await refreshWith(oauth, connected, pin)).status).toBe(200);
  });

  it.each<[string, object]>([
    ['for another profile', { profile_id: randomUUID() }],
    ['for another token', { refresh_token_hash: 'x' }],
    ['for another purpose', { purpose: 'set_authenticator' }],
    ['with a wrong time', { iat: Math.floor(Date.now() / 1000) - 90 }],
  ])('refuses a proof %s and does not count it', async (_, replace) => {
    const connected = await connect(oauth, pin);
    const proof = await pin.prove(refreshPayload(connected, replace));
    expect((await refreshWithProof(oauth, connected, proof)).body).toMatchObject({
      error: 'invalid_request',
      error_description: 'invalid_factor_proof',
    });
    expect((await refreshWithProof(oauth, connected, 'x')).body.error_description).toBe('invalid_factor_proof');
    const { failedAttempts } = await oauth.deps
      .em()
      .findOneOrFail(AuthenticatorKey, { registration: connected.profileId, name: 'pin' });
    expect(failedAttempts).toBe(0);
  });

  it('refuses two proofs in one request', async () => {
    const connected = await connect(oauth, pin);
    const proof = await pin.prove(refreshPayload(connected));
    const form = new URLSearchParams({
      client_id: connected.phone.clientId,
      grant_type: 'refresh_token',
      refresh_token: connected.refreshToken,
      factor_proof: 'x',
    });
    form.append('factor_proof', proof);
    const answer = await oauth.post('/oauth/token', form.toString(), {
      dpop: await oauth.prove(connected.phone, '/oauth/token'),
    });
    expect([answer.status, answer.body.error]).toEqual([400, 'invalid_request']);
  });

  it('revokes the family of a used token before it checks the PIN', async () => {
    const connected = await connect(oauth, pin);
    const used = { ...connected };
    await refreshWith(oauth, connected, pin);
    expect((await refreshWith(oauth, used, wrong)).body).toEqual(expect.objectContaining({ error: 'invalid_grant' }));
    expect(await eventsOf(connected)).not.toContain('PIN VALIDATION FAILURE: attempts left: 2');
    expect((await refreshWith(oauth, connected, pin)).body.error).toBe('invalid_grant');
  });

  it('leaves no working token when sixteen callers use one at once with the right PIN', async () => {
    const connected = await connect(oauth, pin);
    const proof = await pin.prove(refreshPayload(connected));
    const answers = await Promise.all(
      Array.from({ length: 16 }, () => refreshWithProof(oauth, { ...connected }, proof)),
    );
    expect(answers.filter(({ status }) => status === 200).length).toBeLessThanOrEqual(1);
    expect(await oauth.deps.em().count(OauthArtifact, { clientId: connected.phone.clientId })).toBe(0);
    expect((await eventsOf(connected)).filter((event) => event === 'REFRESH TOKEN REUSED')).toHaveLength(1);
  });
});

describe('refreshing with a factor', () => {
  it.each([
    ['pin', 'DEFAULT'],
    ['fingerprint', 'FINGER_PRINT'],
    ['my-face', 'CUSTOM_AUTHENTICATOR'],
  ])('with %s issues tokens of the type %s', async (name, type) => {
    const connected = await connect(oauth, pin);
    const factor = name === 'pin' ? pin : await addFactor(oauth, connected, name);
    expect((await refreshWith(oauth, connected, factor)).status).toBe(200);
    const tokens = await oauth.deps
      .em()
      .find(OauthArtifact, { accountId: connected.userId }, { orderBy: { createdAt: 'asc' } });
    expect(tokens.map((token) => token.type)).toEqual(['DEFAULT', 'DEFAULT', type, type]);
  });

  it('with a wrong proof revokes an authenticator and keeps the PIN', async () => {
    const connected = await connect(oauth, pin);
    const finger = await addFactor(oauth, connected, 'fingerprint');
    expect(refusal(await refreshWith(oauth, connected, await TestFactor.create('fingerprint')))).toEqual({
      status: 400,
      error: 'invalid_grant',
      error_description: 'authenticator_revoked',
    });
    expect(refusal(await refreshWith(oauth, connected, finger))).toMatchObject({
      error_description: 'factor_required',
      authenticators: ['pin'],
    });
    expect((await refreshWith(oauth, connected, pin)).status).toBe(200);
    expect(await eventsOf(connected)).toContain('AUTHENTICATOR REVOKED: fingerprint');
  });

  it('is refused while that kind of authenticator is disabled, without revoking it', async () => {
    const connected = await connect(oauth, pin);
    const finger = await addFactor(oauth, connected, 'fingerprint');
    await configure({ fingerprintEnabled: false });
    expect(refusal(await refreshWith(oauth, connected, finger))).toMatchObject({
      error_description: 'factor_required',
      authenticators: ['pin'],
    });
    await configure({ fingerprintEnabled: true });
    expect((await refreshWith(oauth, connected, finger)).status).toBe(200);
  });

  it('refuses a factor of another profile on the same device', async () => {
    const connected = await connect(oauth, pin);
    const housemate = await connect(oauth, wrong, { phone: connected.phone });
    expect((await refreshWith(oauth, connected, wrong)).body.error_description).toBe('wrong_factor_proof');
    expect((await refreshWith(oauth, housemate, wrong)).status).toBe(200);
  });
});
