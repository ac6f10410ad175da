import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createCountersignApp } from '../../app-sdk/index.ts';
import { connectApp, PROFILE_ID, startApp, type Connected } from './support/connected-app.ts';

let connected: Connected;
afterEach(() => connected.server.close());

const input = {
  application: 'demo',
  platform: 'ios',
  version: '2.1',
  device: { name: 'Phone', osVersion: '18' },
} as const;

describe('register', () => {
  it('registers the device key only once', async () => {
    connected = await startApp();
    const { app, server } = connected;
    expect(await app.state()).toEqual({ registered: false, profiles: [] });
    const registration = await app.register(input);
    expect(registration).toEqual({ deviceId: expect.stringMatching(/^[0-9a-f]{64}$/), clientId: 'client-1' });
    expect(await app.register(input)).toEqual(registration);
    expect(await app.state()).toEqual({ registered: true, ...registration, profiles: [] });
    const [request, ...more] = server.requests('POST /app/v1/registrations');
    expect(more).toEqual([]);
    expect(JSON.parse(request!.body)).toEqual({
      application: 'demo',
      platform: 'ios',
      version: '2.1',
      device: { name: 'Phone', os_version: '18' },
    });
    expect(request!.headers['message-id']).toMatch(/^[0-9a-f-]{36}$/);
    expect(request!.headers.authorization).toBeUndefined();
  });

  it('informs the server of a new version of the app', async () => {
    connected = await startApp();
    const first = await connected.app.register(input);
    expect(await connected.app.register({ ...input, version: '2.2' })).toEqual(first);
    const requests = connected.server.requests('POST /app/v1/registrations');
    expect(requests.map(({ body }) => (JSON.parse(body) as { version: string }).version)).toEqual(['2.1', '2.2']);
    expect(requests[0]!.proofKey).toEqual(requests[1]!.proofKey);
  });

  it.each(['application_unknown', 'version_disabled', 'registration_disabled'] as const)(
    'refuses with %s',
    async (code) => {
      connected = await startApp();
      connected.server.on('POST /app/v1/registrations', () => ({
        status: 403,
        body: { code, request_id: 'r-1', detail: 'why' },
      }));
      await expect(connected.app.register(input)).rejects.toMatchObject({
        code,
        httpStatus: 403,
        requestId: 'r-1',
        detail: 'why',
      });
    },
  );

  it('refuses a registration of another device key', async () => {
    connected = await startApp();
    connected.server.on('POST /app/v1/registrations', () => ({
      status: 201,
      body: { device_id: '00', client_id: 'c' },
    }));
    await expect(connected.app.register(input)).rejects.toMatchObject({ code: 'unexpected_answer' });
    expect((await connected.app.state()).registered).toBe(false);
  });
});

describe('connect', () => {
  it('refuses before registration', async () => {
    connected = await startApp();
    await expect(connected.app.connect('code')).rejects.toMatchObject({ code: 'not_registered' });
  });

  it('redeems the code and stores the profile', async () => {
    connected = await connectApp();
    const profile = {
      profileId: PROFILE_ID,
      userId: 'alex',
      keysEnrolled: false,
      pushEnrolled: false,
      authenticators: [],
      disconnected: false,
    };
    expect((await connected.app.state()).profiles).toEqual([profile]);
    const form = new URLSearchParams(connected.server.requests('POST /oauth/token')[0]!.body);
    expect(Object.fromEntries(form)).toEqual({
      grant_type: 'urn:countersign:grant-type:enrollment-code',
      client_id: 'client-1',
      enrollment_code: 'enrolment-code',
    });
  });

  it('reports a wrong code and too many attempts', async () => {
    connected = await connectApp();
    const { app, server } = connected;
    server.on('POST /oauth/token', () => ({ status: 400, body: { error: 'invalid_grant' } }));
    await expect(app.connect('wrong')).rejects.toMatchObject({ code: 'invalid_grant', httpStatus: 400 });
    server.on('POST /oauth/token', () => ({
      status: 429,
      headers: { 'retry-after': '30' },
      body: { error: 'slow_down' },
    }));
    await expect(app.connect('wrong')).rejects.toMatchObject({ code: 'slow_down', retryAfterMs: 30_000 });
  });

  it('removes the profile that the server has replaced for the same user', async () => {
    connected = await connectApp();
    await connected.app.enrollKeys(PROFILE_ID);
    const replaced = {
      access_token: 'a',
      token_type: 'DPoP',
      expires_in: 600,
      refresh_token: 'r',
      user_id: 'alex',
      profile_id: 'other',
    };
    connected.server.on('POST /oauth/token', () => ({ body: replaced }));
    await connected.app.connect('second-code');
    expect((await connected.app.state()).profiles.map(({ profileId }) => profileId)).toEqual(['other']);
    expect(await connected.storage.names(`pgp-keys:${PROFILE_ID}`)).toEqual([]);
  });

  it('refuses a token that is not bound to the device key', async () => {
    connected = await connectApp();
    const bearer = {
      access_token: 'a',
      token_type: 'Bearer',
      expires_in: 600,
      refresh_token: 'r',
      user_id: 'alex',
      profile_id: 'p',
    };
    connected.server.on('POST /oauth/token', () => ({ body: bearer }));
    await expect(connected.app.connect('code')).rejects.toMatchObject({ code: 'unexpected_answer' });
  });
});

describe('several users', () => {
  beforeEach(async () => {
    connected = await connectApp();
    const tokens = {
      access_token: 'a',
      token_type: 'DPoP',
      expires_in: 600,
      refresh_token: 'r',
      user_id: 'robin',
      profile_id: 'second',
    };
    connected.server.on('POST /oauth/token', () => ({ body: tokens }));
  });

  it('are listed; a single one is chosen by default, otherwise the one that was chosen before', async () => {
    const { app, server, storage } = connected;
    expect(await app.state()).toMatchObject({ chosenProfileId: PROFILE_ID });
    await app.connect('code');
    const { profiles, chosenProfileId } = await app.state();
    expect(profiles.map(({ userId }) => userId).toSorted()).toEqual(['alex', 'robin']);
    expect(chosenProfileId).toBeUndefined();
    await app.choose('second');
    const restarted = createCountersignApp({ origin: server.origin, storage });
    expect(await restarted.state()).toMatchObject({ chosenProfileId: 'second' });
    await expect(app.choose('unknown')).rejects.toMatchObject({ code: 'profile_unknown' });
  });

  it('are removed one at a time, each with its data', async () => {
    const { app, server, storage } = connected;
    await app.connect('code');
    await app.enrollKeys(PROFILE_ID);
    await app.enrollKeys('second');
    await app.choose('second');
    server.on('POST /oauth/token/revocation', () => ({}));
    await app.forget('second');
    expect(await app.state()).toMatchObject({ chosenProfileId: PROFILE_ID });
    expect((await storage.names('')).toSorted()).toEqual([
      `pgp-keys:${PROFILE_ID}`,
      `profile:${PROFILE_ID}`,
      'registration',
      `tokens:${PROFILE_ID}`,
    ]);
    const [revoked] = server.requests('POST /oauth/token/revocation');
    expect(Object.fromEntries(new URLSearchParams(revoked!.body))).toEqual({
      token: 'r',
      token_type_hint: 'refresh_token',
      client_id: 'client-1',
    });
  });
});

describe('forget and reset', () => {
  it('removes a user and informs the server', async () => {
    connected = await connectApp();
    const { app, server, storage } = connected;
    await app.enrollKeys(PROFILE_ID);
    server.on('DELETE /app/v1/key-enrollment', () => ({ status: 204 }));
    await app.forget(PROFILE_ID);
    expect(server.requests('DELETE /app/v1/key-enrollment')).toHaveLength(1);
    expect(await storage.names('')).toEqual(['registration']);
    await expect(app.transactions(PROFILE_ID)).rejects.toMatchObject({ code: 'profile_unknown' });
    await expect(app.forget(PROFILE_ID)).rejects.toMatchObject({ code: 'profile_unknown' });
  });

  it('removes a user also when the server is unreachable', async () => {
    connected = await connectApp();
    await connected.app.enrollKeys(PROFILE_ID);
    await connected.server.close();
    await connected.app.forget(PROFILE_ID);
    expect((await connected.app.state()).profiles).toEqual([]);
  });

  it('registers with another device key after a reset', async () => {
    connected = await connectApp();
    const { app, storage, server } = connected;
    const before = await app.state();
    await app.reset();
    expect(await storage.names('')).toEqual([]);
    const again = createCountersignApp({ origin: server.origin, storage });
    const { deviceId } = await again.register(input);
    expect(deviceId).not.toBe(before.deviceId);
  });
});
