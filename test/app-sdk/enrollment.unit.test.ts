import { setTimeout as sleep } from 'node:timers/promises';
import { readKey } from 'openpgp';
import { afterEach, describe, expect, it } from 'vitest';
import { connectApp, PROFILE_ID, type Connected } from './support/connected-app.ts';

let connected: Connected;
afterEach(() => connected.server.close());

const KEYS = 'POST /app/v1/key-enrollment';
const started = {
  status: 202,
  body: { enrollment_id: 'e-1', expires_at: '2030-01-01T00:00:00.000Z', resends_left: 3 },
};
const push = { og_push_enrollment_id: 'e-1', og_nonce: 'n-1', og_profile_id: PROFILE_ID };
const CONFIRM = 'POST /app/v1/push-enrollment/e-1/confirmation';

describe('enrollKeys', () => {
  it('sends a v6 Curve25519 key whose only user id is the profile', async () => {
    connected = await connectApp();
    const { app, server } = connected;
    await app.enrollKeys(PROFILE_ID);
    const { public_key } = JSON.parse(server.requests(KEYS)[0]!.body) as { public_key: string };
    const key = await readKey({ armoredKey: public_key });
    expect(key.keyPacket.version).toBe(6);
    expect(key.isPrivate()).toBe(false);
    expect(key.getUserIDs()).toEqual([PROFILE_ID]);
    expect(key.getKeys().map((each) => each.getAlgorithmInfo().algorithm)).toEqual(['ed25519', 'x25519']);
    expect((await app.state()).profiles[0]!.keysEnrolled).toBe(true);
  });

  it('enrols once, and repeats the same key and Message-Id after a lost answer', async () => {
    connected = await connectApp();
    const { app, server } = connected;
    const { generateProfileKeys } = await import('../../app-sdk/key-enrollment/pgp.ts');
    const { publicKey } = await generateProfileKeys('countersign', new Date());
    server.on(KEYS, () => ({ cut: true }));
    await expect(app.enrollKeys(PROFILE_ID)).rejects.toMatchObject({ code: 'network' });
    server.on(KEYS, () => ({ body: { server_public_key: publicKey } }));
    await app.enrollKeys(PROFILE_ID);
    await app.enrollKeys(PROFILE_ID);
    const requests = server.requests(KEYS);
    expect(requests).toHaveLength(5);
    expect(new Set(requests.map(({ body }) => body)).size).toBe(1);
    expect(new Set(requests.map(({ headers }) => headers['message-id'])).size).toBe(1);
  });

  it('refuses a server key that the protocol does not allow', async () => {
    connected = await connectApp();
    const { app, server } = connected;
    const { generateKey } = await import('openpgp');
    const { publicKey } = await generateKey({ type: 'ecc', curve: 'nistP256', userIDs: [{ name: 'countersign' }] });
    for (const key of [publicKey, 'nonsense', 'x'.repeat(200_000)]) {
      server.on(KEYS, () => ({ body: { server_public_key: key } }));
      await expect(app.enrollKeys(PROFILE_ID)).rejects.toMatchObject({ code: 'untrusted_message' });
    }
    expect((await app.state()).profiles[0]!.keysEnrolled).toBe(false);
  });

  it('accepts a v4 Curve25519 server key', async () => {
    connected = await connectApp();
    const { app, server } = connected;
    const { generateKey } = await import('openpgp');
    const { publicKey } = await generateKey({
      type: 'ecc',
      curve: 'curve25519Legacy',
      userIDs: [{ name: 'countersign' }],
    });
    server.on(KEYS, () => ({ body: { server_public_key: publicKey } }));
    await app.enrollKeys(PROFILE_ID);
    expect((await app.state()).profiles[0]!.keysEnrolled).toBe(true);
  });
});

describe('push enrolment', () => {
  it('is started, and is confirmed by the push that follows', async () => {
    connected = await connectApp();
    const { app, server } = connected;
    server.on('POST /app/v1/push-enrollment', () => started);
    server.on(CONFIRM, () => ({ body: { enrollment_id: 'e-1', status: 'enrolled' } }));
    expect(await app.startPushEnrollment(PROFILE_ID, 'token')).toEqual({
      enrollmentId: 'e-1',
      expiresAt: new Date('2030-01-01T00:00:00Z'),
      resendsLeft: 3,
    });
    expect(await app.handlePush(push)).toEqual({ kind: 'push-enrollment', profileId: PROFILE_ID, enrolled: true });
    expect(JSON.parse(server.requests(CONFIRM)[0]!.body)).toEqual({ nonce: 'n-1' });
    expect((await app.state()).profiles[0]!.pushEnrolled).toBe(true);
    await app.handlePush(push);
    expect(server.requests(CONFIRM)).toHaveLength(1);
  });

  it('names a wrong nonce and the attempts left', async () => {
    connected = await connectApp();
    const { app, server } = connected;
    server.on(CONFIRM, () => ({ status: 403, body: { code: 'invalid_nonce', attempts_left: 2 } }));
    await expect(app.handlePush(push)).rejects.toMatchObject({ code: 'invalid_nonce', attemptsLeft: 2 });
    expect((await app.state()).profiles[0]!.pushEnrolled).toBe(false);
  });

  it('resends with a new Message-Id each time, until the limit', async () => {
    connected = await connectApp();
    const { app, server } = connected;
    const RESEND = 'POST /app/v1/push-enrollment/e-1/resend';
    server.on(
      RESEND,
      () => started,
      () => started,
      () => ({ status: 429, body: { code: 'resend_limit_reached' } }),
    );
    await app.resendPushEnrollment(PROFILE_ID, 'e-1');
    await app.resendPushEnrollment(PROFILE_ID, 'e-1');
    await expect(app.resendPushEnrollment(PROFILE_ID, 'e-1')).rejects.toMatchObject({ code: 'resend_limit_reached' });
    expect(new Set(server.requests(RESEND).map(({ headers }) => headers['message-id'])).size).toBe(3);
  });

  it('drops its keys when the server does not have them', async () => {
    connected = await connectApp();
    const { app, server } = connected;
    await app.enrollKeys(PROFILE_ID);
    server.on('POST /app/v1/push-enrollment', () => ({ status: 409, body: { code: 'keys_not_exchanged' } }));
    await expect(app.startPushEnrollment(PROFILE_ID, 'token')).rejects.toMatchObject({ code: 'keys_not_exchanged' });
    expect((await app.state()).profiles[0]!.keysEnrolled).toBe(false);
    await app.enrollKeys(PROFILE_ID);
    expect(new Set(server.requests(KEYS).map(({ body }) => body)).size).toBe(2);
  });

  it('sends the same keys once more before it drops them', async () => {
    connected = await connectApp();
    const { app, server } = connected;
    await app.enrollKeys(PROFILE_ID);
    server.on(
      'POST /app/v1/push-enrollment',
      () => ({ status: 409, body: { code: 'keys_not_exchanged' } }),
      () => started,
    );
    await app.startPushEnrollment(PROFILE_ID, 'token');
    expect(new Set(server.requests(KEYS).map(({ body }) => body)).size).toBe(1);
    expect(server.requests(KEYS)).toHaveLength(2);
  });

  it('exchanges no keys when there are none', async () => {
    connected = await connectApp();
    const { app, server } = connected;
    server.on('POST /app/v1/push-enrollment', () => ({ status: 409, body: { code: 'keys_not_exchanged' } }));
    await expect(app.startPushEnrollment(PROFILE_ID, 'token')).rejects.toMatchObject({ code: 'keys_not_exchanged' });
    expect(server.requests(KEYS)).toEqual([]);
  });

  it('starts with a new Message-Id after the lost start led to an enrolment or was dropped', async () => {
    connected = await connectApp();
    const { app, server } = connected;
    const START = 'POST /app/v1/push-enrollment';
    const startLost = async () => {
      server.on(START, () => ({ cut: true }));
      await expect(app.startPushEnrollment(PROFILE_ID, 'token')).rejects.toMatchObject({ code: 'network' });
      server.on(START, () => started);
    };
    const ids = () => new Set(server.requests(START).map(({ headers }) => headers['message-id'])).size;
    server.on(CONFIRM, () => ({ body: { enrollment_id: 'e-1', status: 'enrolled' } }));
    server.on('DELETE /app/v1/push-enrollment', () => ({ status: 204 }));
    await startLost();
    await app.handlePush(push);
    await app.startPushEnrollment(PROFILE_ID, 'token');
    expect(ids()).toBe(2);
    await startLost();
    await app.dropPush(PROFILE_ID);
    await app.startPushEnrollment(PROFILE_ID, 'token');
    expect(ids()).toBe(4);
  });

  it('drops the enrolment', async () => {
    connected = await connectApp();
    const { app, server } = connected;
    server.on(CONFIRM, () => ({ body: { enrollment_id: 'e-1', status: 'enrolled' } }));
    server.on('DELETE /app/v1/push-enrollment', () => ({ status: 204 }));
    await app.handlePush(push);
    await app.dropPush(PROFILE_ID);
    expect((await app.state()).profiles[0]!.pushEnrolled).toBe(false);
  });

  it('is dropped after a check of its token that is under way, which would be refused afterwards', async () => {
    connected = await connectApp();
    const { app, server } = connected;
    const DROP = 'DELETE /app/v1/push-enrollment';
    const arrived = Promise.withResolvers<void>();
    server.on('PUT /app/v1/push-enrollment', async () => {
      arrived.resolve();
      // Time in which a request that does not wait would arrive.
      await sleep(300);
      return { body: { enrollment_id: 'e-1', status: server.requests(DROP).length === 0 ? 'enrolled' : 'dropped' } };
    });
    server.on(DROP, () => ({ status: 204 }));
    const refreshing = app.refreshPushToken(PROFILE_ID, 'token');
    await arrived.promise;
    const dropping = app.dropPush(PROFILE_ID);
    expect(await refreshing).toEqual({ status: 'enrolled' });
    await dropping;
    expect(server.requests(DROP)).toHaveLength(1);
  });
});

describe('refreshPushToken', () => {
  const REFRESH = 'PUT /app/v1/push-enrollment';

  it('starts the proof of a new token like the proof of the first', async () => {
    connected = await connectApp();
    const { app, server } = connected;
    server.on(REFRESH, () => started);
    expect(await app.refreshPushToken(PROFILE_ID, 'token-2')).toMatchObject({
      status: 'pending',
      enrollmentId: 'e-1',
      resendsLeft: 3,
    });
    const [request] = server.requests(REFRESH);
    expect(request!.body).toBe('{"push_token":"token-2"}');
    expect(request!.headers['message-id']).toMatch(/^[0-9a-f-]{36}$/);
    server.on(CONFIRM, () => ({ body: { enrollment_id: 'e-1', status: 'enrolled' } }));
    expect(await app.handlePush(push)).toMatchObject({ enrolled: true });
  });

  it('needs no proof when the token is already enrolled', async () => {
    connected = await connectApp();
    connected.server.on(REFRESH, () => ({ body: { enrollment_id: 'e-1', status: 'enrolled' } }));
    expect(await connected.app.refreshPushToken(PROFILE_ID, 'token-1')).toEqual({ status: 'enrolled' });
  });

  it('drops the enrolment when the server has dropped it', async () => {
    connected = await connectApp();
    const { app, server } = connected;
    server.on(CONFIRM, () => ({ body: { enrollment_id: 'e-1', status: 'enrolled' } }));
    await app.handlePush(push);
    server.on(REFRESH, () => ({ status: 404, body: { code: 'push_not_enrolled' } }));
    await expect(app.refreshPushToken(PROFILE_ID, 'token-2')).rejects.toMatchObject({ code: 'push_not_enrolled' });
    expect((await app.state()).profiles[0]!.pushEnrolled).toBe(false);
  });

  it('repeats the same Message-Id after a lost answer', async () => {
    connected = await connectApp();
    const { app, server } = connected;
    server.on(REFRESH, () => ({ cut: true }));
    await expect(app.refreshPushToken(PROFILE_ID, 'token-2')).rejects.toMatchObject({ code: 'network' });
    server.on(REFRESH, () => started);
    await app.refreshPushToken(PROFILE_ID, 'token-2');
    expect(new Set(server.requests(REFRESH).map(({ headers }) => headers['message-id'])).size).toBe(1);
  });
});

describe('handlePush', () => {
  it('returns the transaction of an authentication push', async () => {
    connected = await connectApp();
    const content = { og_transaction_id: 't-1', og_message: 'Pay?', og_profile_id: PROFILE_ID };
    expect(await connected.app.handlePush(content)).toEqual({
      kind: 'transaction',
      profileId: PROFILE_ID,
      transactionId: 't-1',
      message: 'Pay?',
    });
  });

  it.each([
    [{}, 'unknown_push'],
    [{ og_profile_id: PROFILE_ID }, 'unknown_push'],
    [{ og_profile_id: PROFILE_ID, og_push_enrollment_id: 'e-1' }, 'unknown_push'],
    [{ og_profile_id: 'another-profile', og_transaction_id: 't-1' }, 'profile_unknown'],
  ] as const)('refuses %o', async (content, code) => {
    connected = await connectApp();
    const before = connected.server.received.length;
    await expect(connected.app.handlePush(content)).rejects.toMatchObject({ code });
    expect(connected.server.received).toHaveLength(before);
  });
});
