import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Event } from '../../src/entities/events/event.ts';
import { Registration } from '../../src/entities/devices/registration.ts';
import { User } from '../../src/entities/persons/user.ts';
import { OauthArtifact } from '../../src/entities/tokens/oauth-artifact.ts';
import { OauthGrant } from '../../src/entities/tokens/oauth-grant.ts';
import { generalSettingsSchema } from '../../src/domain/configuration/general-settings.ts';
import { AuthorizationServerUnderTest } from './support/authorization-server-under-test.ts';
import type { Phone } from './support/authorization-server-under-test.ts';
import { TestDevice } from './support/test-device.ts';

let oauth: AuthorizationServerUnderTest;
beforeAll(async () => {
  oauth = await AuthorizationServerUnderTest.start();
  // Retries are tested in refresh-retry.test.ts.
  await oauth.configure({ refresh_retry_seconds: 0 });
});
afterAll(() => oauth.stop());

async function connectedPhone(): Promise<{
  phone: Phone;
  accessToken: string;
  refreshToken: string;
  profileId: string;
}> {
  const phone = await oauth.createPhone();
  const { body } = await oauth.connect(phone, await oauth.createCode());
  return { phone, accessToken: body.access_token!, refreshToken: body.refresh_token!, profileId: body.profile_id! };
}

describe('POST /oauth/token with a refresh token', () => {
  it('rotates it and keeps the issued access token', async () => {
    const { phone, accessToken, refreshToken, profileId } = await connectedPhone();
    const { status, body } = await oauth.refresh(phone, refreshToken);
    expect(status).toBe(200);
    expect(body).toMatchObject({ token_type: 'DPoP', expires_in: 3600, scope: 'app' });
    expect(body.refresh_token).not.toBe(refreshToken);
    expect(await oauth.verify(phone, body.access_token!)).toMatchObject({ registrationId: profileId });
    expect(await oauth.verify(phone, accessToken)).toMatchObject({ registrationId: profileId });
    expect((await oauth.refresh(phone, body.refresh_token!)).status).toBe(200);
  });

  it('revokes the family when a used token is presented again, and records it', async () => {
    const { phone, accessToken, refreshToken } = await connectedPhone();
    const { body: rotated } = await oauth.refresh(phone, refreshToken);
    const again = await oauth.refresh(phone, refreshToken);
    expect({ status: again.status, error: again.body.error }).toEqual({ status: 400, error: 'invalid_grant' });
    for (const token of [accessToken, rotated.access_token!]) {
      await expect(oauth.verify(phone, token)).rejects.toMatchObject({ code: 'invalid_token' });
    }
    expect((await oauth.refresh(phone, rotated.refresh_token!)).body.error).toBe('invalid_grant');
    expect(await oauth.deps.em().count(OauthArtifact, { clientId: phone.clientId })).toBe(0);
    expect(await oauth.deps.em().count(OauthGrant, { clientId: phone.clientId })).toBe(0);
    const events = await oauth.deps.em().find(Event, { name: 'REFRESH TOKEN REUSED', clientId: phone.clientId });
    expect(events).toHaveLength(1);
    expect(events[0]!.subjectId).toBe(phone.device.id);
  });

  it('leaves no working token when sixteen callers use one at once', async () => {
    const { phone, refreshToken } = await connectedPhone();
    const answers = await Promise.all(Array.from({ length: 16 }, () => oauth.refresh(phone, refreshToken)));
    const winners = answers.filter(({ status }) => status === 200);
    expect(winners.length).toBeLessThanOrEqual(1);
    expect(answers.filter(({ status, body }) => status === 400 && body.error === 'invalid_grant').length).toBe(
      16 - winners.length,
    );
    for (const { body } of winners)
      await expect(oauth.verify(phone, body.access_token!)).rejects.toMatchObject({ code: 'invalid_token' });
    expect(await oauth.deps.em().count(OauthArtifact, { clientId: phone.clientId })).toBe(0);
    expect(await oauth.deps.em().count(Event, { name: 'REFRESH TOKEN REUSED', clientId: phone.clientId })).toBe(1);
  });

  it('refuses a token presented with another key or by another client, and keeps it valid', async () => {
    const { phone, refreshToken } = await connectedPhone();
    const thief = await TestDevice.create();
    const stolen = { ...phone, device: thief };
    expect((await oauth.refresh(stolen, refreshToken)).body.error).toBe('invalid_grant');
    const other = await oauth.createPhone();
    expect((await oauth.refresh(other, refreshToken)).body.error).toBe('invalid_grant');
    expect((await oauth.refresh(phone, refreshToken, { proof: null })).status).toBe(400);
    expect((await oauth.refresh(phone, refreshToken)).status).toBe(200);
  });

  it('records time and origin of the last login', async () => {
    const { phone, refreshToken, profileId } = await connectedPhone();
    const before = new Date('2026-01-01T00:00:00Z');
    const { user: owner } = await oauth.deps.em().findOneOrFail(Registration, { id: profileId });
    await oauth.deps.em().nativeUpdate(Registration, { id: profileId }, { lastLoginAt: before });
    await oauth.deps.em().nativeUpdate(User, { id: owner }, { lastSeenAt: before });
    const begun = Date.now();
    await oauth.refresh(phone, refreshToken, { headers: { 'user-agent': 'Northwind/1.0' } });
    const { lastLoginAt, user } = await oauth.deps.em().findOneOrFail(Registration, { id: profileId });
    expect(lastLoginAt!.getTime()).toBeGreaterThanOrEqual(begun);
    const { lastSeenAt } = await oauth.deps.em().findOneOrFail(User, { id: user });
    expect(lastSeenAt!.getTime()).toBeGreaterThanOrEqual(begun);
    const event = await oauth.deps.em().findOneOrFail(Event, { name: 'TOKEN REFRESH SUCCESS', userId: user });
    expect(event).toMatchObject({
      clientId: phone.clientId,
      appName: 'Shop',
      subjectId: phone.device.id,
      userAgent: 'Northwind/1.0',
      clientIp: expect.stringContaining('127.0.0.1'),
    });
    await oauth.refresh(phone, refreshToken, { headers: { 'user-agent': 'Thief/1.0' } });
    const reused = await oauth.deps.em().findOneOrFail(Event, { name: 'REFRESH TOKEN REUSED', userId: user });
    expect(reused).toMatchObject({ appName: 'Shop', subjectId: phone.device.id, userAgent: 'Thief/1.0' });
  });

  it('extends the grant with every rotation', async () => {
    const { phone, refreshToken } = await connectedPhone();
    const soon = new Date(Date.now() + 60_000);
    await oauth.deps.em().nativeUpdate(OauthGrant, { clientId: phone.clientId }, { expiresAt: soon });
    const before = Date.now();
    await oauth.refresh(phone, refreshToken);
    const { expiresAt } = await oauth.deps.em().findOneOrFail(OauthGrant, { clientId: phone.clientId });
    expect(expiresAt.getTime()).toBeGreaterThan(before + generalSettingsSchema.parse({}).refresh_token_lifetime * 1000);
  });

  it('refuses an expired token', async () => {
    const { phone, refreshToken } = await connectedPhone();
    await oauth.deps
      .em()
      .nativeUpdate(
        OauthArtifact,
        { clientId: phone.clientId, model: 'RefreshToken' },
        { expiresAt: new Date(Date.now() - 1000) },
      );
    expect((await oauth.refresh(phone, refreshToken)).body.error).toBe('invalid_grant');
  });

  it('refuses everything once the user is disconnected from the device', async () => {
    const { phone, accessToken, refreshToken, profileId } = await connectedPhone();
    await oauth.deps.em().nativeDelete(Registration, { id: profileId });
    await expect(oauth.verify(phone, accessToken)).rejects.toMatchObject({ code: 'invalid_token' });
    expect((await oauth.refresh(phone, refreshToken)).body.error).toBe('invalid_grant');
  });

  it('refuses a value that is not a refresh token', async () => {
    const { phone, accessToken } = await connectedPhone();
    for (const value of [accessToken, 'x', 'é'.repeat(2000)]) {
      const { status, body } = await oauth.refresh(phone, value);
      expect({ status, error: body.error }).toEqual({ status: 400, error: 'invalid_grant' });
    }
    expect((await oauth.token(phone, { grant_type: 'refresh_token' })).body.error).toBe('invalid_request');
  });
});

describe('POST /oauth/token/revocation', () => {
  it('revokes the family of a refresh token, for its own client only', async () => {
    const { phone, accessToken, refreshToken } = await connectedPhone();
    const other = await oauth.createPhone();
    await oauth.post('/oauth/token/revocation', { client_id: other.clientId, token: refreshToken });
    expect(await oauth.verify(phone, accessToken)).toBeDefined();
    const { status } = await oauth.post('/oauth/token/revocation', { client_id: phone.clientId, token: refreshToken });
    expect(status).toBe(200);
    await expect(oauth.verify(phone, accessToken)).rejects.toMatchObject({ code: 'invalid_token' });
    expect((await oauth.refresh(phone, refreshToken)).body.error).toBe('invalid_grant');
    expect(await oauth.deps.em().count(Event, { name: 'REFRESH TOKEN REUSED', clientId: phone.clientId })).toBe(0);
  });

  it('answers 200 for an unknown token', async () => {
    const phone = await oauth.createPhone();
    expect((await oauth.post('/oauth/token/revocation', { client_id: phone.clientId, token: 'x' })).status).toBe(200);
  });
});
