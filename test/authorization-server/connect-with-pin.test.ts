import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Application } from '../../src/entities/configuration/application.ts';
import { Event } from '../../src/entities/events/event.ts';
import { Registration } from '../../src/entities/devices/registration.ts';
import { TestFactor } from '../app/support/test-factor.ts';
import { AuthorizationServerUnderTest, enrollmentCodeGrant } from './support/authorization-server-under-test.ts';
import { addFactor, connect, refreshWith, refreshWithProof } from './support/refresh-factor.ts';

let oauth: AuthorizationServerUnderTest;
let pin: TestFactor;
let wrong: TestFactor;

beforeAll(async () => {
  oauth = await AuthorizationServerUnderTest.start();
  [pin, wrong] = [await TestFactor.create('pin'), await TestFactor.create('pin')];
});

afterAll(() => oauth.stop());

beforeEach(() =>
  configure({ maxPinAttempts: 3, pinEnabled: true, fingerprintEnabled: true, customAuthenticatorEnabled: true }),
);

function configure(changes: Partial<Application>): Promise<number> {
  return oauth.deps.em().nativeUpdate(Application, { identifier: 'shop' }, changes as object);
}

describe('connecting with a PIN', () => {
  it('sets the PIN, records time and origin, and replaces the previous authenticators', async () => {
    const connected = await connect(oauth, pin);
    await addFactor(oauth, connected, 'fingerprint');
    const before = Date.now();
    const again = await connect(oauth, wrong, { phone: connected.phone, userId: connected.userId });
    expect(again.profileId).toBe(connected.profileId);
    expect((await refreshWith(oauth, again, pin)).body).toMatchObject({ error_description: 'wrong_factor_proof' });
    expect((await refreshWithProof(oauth, again, undefined)).body['authenticators']).toEqual(['pin']);
    expect((await refreshWith(oauth, again, wrong)).status).toBe(200);
    const event = await oauth.deps
      .em()
      .findOneOrFail(Event, { userId: connected.userId, name: 'USER CONNECTED' }, { orderBy: { id: 'desc' } });
    expect(event).toMatchObject({
      appName: 'Shop',
      clientIp: expect.stringContaining('127.0.0.1'),
      userAgent: 'node',
      clientId: connected.phone.clientId,
    });
    const { lastLoginAt } = await oauth.deps.em().findOneOrFail(Registration, { id: connected.profileId });
    expect(lastLoginAt?.getTime()).toBeGreaterThanOrEqual(before);
  });

  it('keeps the current PIN when the request has none', async () => {
    const connected = await connect(oauth, pin);
    const again = await connect(oauth, undefined, { phone: connected.phone, userId: connected.userId });
    expect((await refreshWithProof(oauth, again, undefined)).body.error_description).toBe('factor_required');
  });

  it('refuses a malformed key, and any key while PINs are disabled; the code stays usable', async () => {
    const phone = await oauth.createPhone();
    const code = await oauth.createCode();
    const attempt = (pinKey: string) =>
      oauth.token(phone, { grant_type: enrollmentCodeGrant, enrollment_code: code, pin_key: pinKey });
    const finger = await TestFactor.create('fingerprint');
    for (const key of [
      'x',
      '{}',
      '[]',
      'null',
      JSON.stringify(finger.publicJwk),
      JSON.stringify({ ...pin.publicJwk, d: 'x' }),
    ]) {
      expect((await attempt(key)).body, key).toMatchObject({
        error: 'invalid_request',
        error_description: 'invalid_authenticator_key',
      });
    }
    await configure({ pinEnabled: false });
    expect((await attempt(JSON.stringify(pin.publicJwk))).body).toMatchObject({
      error: 'invalid_request',
      error_description: 'authenticator_disabled',
    });
    await configure({ pinEnabled: true });
    expect((await attempt(JSON.stringify(pin.publicJwk))).status).toBe(200);
  });
});
