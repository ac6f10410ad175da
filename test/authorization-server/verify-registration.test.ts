import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createAuthorizationServer } from '../../src/authorization-server/create-authorization-server.ts';
import { ApplicationVersion } from '../../src/entities/configuration/application-version.ts';
import { Event } from '../../src/entities/events/event.ts';
import { Device } from '../../src/entities/devices/device.ts';
import { Registration } from '../../src/entities/devices/registration.ts';
import { OauthGrant } from '../../src/entities/tokens/oauth-grant.ts';
import { UsedProof } from '../../src/entities/idempotency/used-proof.ts';
import { eventually } from '../support/enrolled-phone.ts';
import { AuthorizationServerUnderTest } from './support/authorization-server-under-test.ts';
import { connect } from './support/refresh-factor.ts';
import type { Connected } from './support/refresh-factor.ts';
import { TestDevice } from './support/test-device.ts';

let oauth: AuthorizationServerUnderTest;
let connected: Connected;
const method = 'GET';
let url: string;
beforeAll(async () => {
  oauth = await AuthorizationServerUnderTest.start();
  url = `${oauth.url}/app/v1/transactions`;
  connected = await connect(oauth);
});
afterAll(() => oauth.stop());

const origin = { requestId: 'test', clientIp: '192.0.2.9', userAgent: 'phone' };

async function verify(profileId: string, device: TestDevice = connected.phone.device, dpop?: string) {
  return oauth.server.verifyRegistration({
    method,
    url,
    origin,
    registrationId: profileId,
    dpop: dpop ?? (await device.prove({ method, url })),
  });
}

async function refusalOf(profileId: string, device?: TestDevice, dpop?: string): Promise<unknown> {
  return ((await verify(profileId, device, dpop).catch((error: unknown) => error)) as { code?: string }).code;
}

async function setVersion(deviceId: string, versionName: string): Promise<void> {
  const { id } = await oauth.deps.em().findOneOrFail(ApplicationVersion, { versionName });
  await oauth.deps.em().nativeUpdate(Device, { id: deviceId }, { applicationVersion: id });
}

describe('verifyRegistration', () => {
  it('returns the same caller as a token, also when there is no token left', async () => {
    const { phone, profileId, userId, accessToken } = connected;
    const holder = {
      appName: 'Shop',
      deviceId: phone.device.id,
      clientId: phone.clientId,
      userId,
      registrationId: profileId,
    };
    expect(await oauth.verify(phone, accessToken)).toEqual(holder);
    await oauth.deps.em().nativeDelete(OauthGrant, { registration: profileId });
    expect(await verify(profileId)).toEqual(holder);
    expect(await verify(profileId.toUpperCase())).toEqual(holder);
  });

  it('distinguishes the users of one device', async () => {
    const housemate = await connect(oauth, undefined, { phone: connected.phone });
    expect(await verify(housemate.profileId)).toMatchObject({ userId: housemate.userId });
    expect(await verify(connected.profileId)).toMatchObject({ userId: connected.userId });
  });

  it('refuses an unknown, malformed or foreign profile, and stores no proof for it', async () => {
    const other = await connect(oauth);
    const before = await oauth.deps.em().count(UsedProof);
    for (const profileId of [randomUUID(), other.profileId, '', 'x', `${connected.profileId}0`, '\u0000'])
      expect(await refusalOf(profileId)).toBe('invalid_token');
    expect(await refusalOf(connected.profileId, await TestDevice.create())).toBe('invalid_token');
    expect(await oauth.deps.em().count(UsedProof)).toBe(before);
  });

  it('accepts a proof only once across all replicas', async () => {
    const replica = createAuthorizationServer(oauth.deps);
    const request = {
      method,
      url,
      origin,
      registrationId: connected.profileId,
      dpop: await connected.phone.device.prove({ method, url }),
    };
    const servers = Array.from({ length: 16 }, (_, index) => (index % 2 === 0 ? oauth.server : replica));
    const answers = await Promise.allSettled(servers.map((server) => server.verifyRegistration(request)));
    expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  it('refuses a proof that was used with a token before', async () => {
    const { phone, profileId, accessToken } = await connect(oauth);
    const claims = { jti: randomUUID() };
    const withToken = await phone.device.prove({ method, url, accessToken, claims });
    expect(await oauth.verify(phone, accessToken, withToken)).toBeDefined();
    expect(await refusalOf(profileId, phone.device, await phone.device.prove({ method, url, claims }))).toBe(
      'invalid_dpop_proof',
    );
  });

  it('refuses a disabled version and serves a LOGIN_ONLY one', async () => {
    const { phone, profileId } = await connect(oauth);
    await setVersion(phone.device.id, '0.1');
    expect(await refusalOf(profileId, phone.device)).toBe('version_disabled');
    await setVersion(phone.device.id, '0.9');
    expect(await verify(profileId, phone.device)).toMatchObject({ registrationId: profileId });
  });

  it('refuses at once when the user is disconnected', async () => {
    const { phone, profileId } = await connect(oauth);
    await oauth.deps.em().nativeDelete(Registration, { id: profileId });
    expect(await refusalOf(profileId, phone.device)).toBe('invalid_token');
  });
});

describe('APP AUTHENTICATION FAILED', () => {
  const eventsOf = ({ phone }: Connected) =>
    oauth.deps.em().find(Event, { name: 'APP AUTHENTICATION FAILED', subjectId: phone.device.id });

  it('is recorded with reason and origin when an existing token or profile comes with a wrong proof', async () => {
    const victim = await connect(oauth);
    const { phone, accessToken, profileId, userId } = victim;
    const thief = await TestDevice.create();
    const used = await phone.device.prove({ method, url, accessToken });
    await oauth.verify(phone, accessToken, used);
    const check = async (dpop: string) =>
      oauth.server
        .verifyAccessToken({ method, url, origin, authorization: `DPoP ${accessToken}`, dpop })
        .catch(() => undefined);
    await check(used);
    await check(await thief.prove({ method, url, accessToken }));
    await check(await phone.device.prove({ method: 'POST', url, accessToken }));
    await check(await phone.device.prove({ method, url: `${url}/other`, accessToken }));
    await check(await phone.device.prove({ method, url, accessToken: 'another' }));
    await refusalOf(profileId, thief);
    const events = await eventually(async () => ((await eventsOf(victim)).length >= 6 ? eventsOf(victim) : undefined));
    expect(events.map(({ detail }) => detail).toSorted()).toEqual([
      'ath is of another token',
      'htm is of another method',
      'htu is of another URL',
      'no such profile on the device whose key proved',
      'unknown, expired, revoked or bound to another key',
      'used before',
    ]);
    for (const event of events)
      expect(event).toMatchObject({ userId, clientId: phone.clientId, clientIp: '192.0.2.9', userAgent: 'phone' });
  });

  it('is not recorded for an unknown profile or an expired token', async () => {
    const victim = await connect(oauth);
    const { phone, accessToken, profileId } = victim;
    await oauth.deps
      .em()
      .execute(`update oauth_artifact set expires_at = now() - interval '1 minute' where client_id = ?`, [
        phone.clientId,
      ]);
    await oauth.server
      .verifyAccessToken({
        method,
        url,
        origin,
        authorization: `DPoP ${accessToken}`,
        dpop: await phone.device.prove({ method, url, accessToken }),
      })
      .catch(() => undefined);
    await refusalOf(randomUUID(), phone.device);
    // This failure is recorded after the others would have been.
    await refusalOf(profileId, await TestDevice.create());
    await eventually(async () => ((await eventsOf(victim)).length > 0 ? true : undefined));
    expect(await eventsOf(victim)).toHaveLength(1);
  });

  it('is recorded at most sixty times an hour', async () => {
    const victim = await connect(oauth);
    const thief = await TestDevice.create();
    for (let round = 0; round < 4; round++)
      await Promise.all(Array.from({ length: 20 }, () => refusalOf(victim.profileId, thief)));
    await eventually(async () => ((await eventsOf(victim)).length >= 60 ? true : undefined));
    const other = await connect(oauth);
    await refusalOf(other.profileId, thief);
    await eventually(async () => ((await eventsOf(other)).length > 0 ? true : undefined));
    expect(await eventsOf(victim)).toHaveLength(60);
  });
});
