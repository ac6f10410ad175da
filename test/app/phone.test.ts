import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createCountersignApp, memoryStorage } from '../../app-sdk/index.ts';
import type { AppStorage, CountersignApp } from '../../app-sdk/index.ts';
import { rotateServerKey } from '../../src/commands/devices/key-enrollment/rotate-server-key.ts';
import { Application } from '../../src/entities/configuration/application.ts';
import { FormerServerKey } from '../../src/entities/configuration/former-server-key.ts';
import { quickPinCrypto } from '../app-sdk/support/node-pin-crypto.ts';
import { enrollApp, eventually, obtainPushToken } from '../support/enrolled-phone.ts';
import type { DeliveredPush, EnrolledPhone } from '../support/enrolled-phone.ts';
import { startOwnServer } from '../support/own-server.ts';
import type { OwnServer } from '../support/own-server.ts';
import { createWebsite } from '../support/website.ts';

/** The app SDK against the real server while the configuration of the server changes. */
let server: OwnServer;
let storage: AppStorage;
let app: CountersignApp;
let phone: EnrolledPhone;
let profileId: string;
/** Requests whose path matches get lost. */
let lost: RegExp | undefined;

beforeAll(async () => {
  server = await startOwnServer();
});
afterAll(() => server.stop());

beforeEach(async () => {
  lost = undefined;
  storage = memoryStorage();
  app = createCountersignApp({
    origin: server.endpoints.api,
    storage,
    pinCrypto: quickPinCrypto,
    fetch: losing,
    delay: async () => undefined,
  });
  phone = await enrollApp(server.endpoints, app);
  ({ profileId } = phone.profile);
});

const losing: typeof fetch = (input, init) =>
  lost?.test(String(input)) ? Promise.reject(new TypeError('lost')) : fetch(input, init);

async function ask(): Promise<string> {
  const callback_uri = `${server.endpoints.sandbox}/callbacks/phone`;
  const { body } = await createWebsite(server.endpoints).initialise({
    type: 'login_with_push',
    user_id: phone.userId,
    device_id: phone.deviceId,
    callback_uri,
    message: 'Hi',
  });
  return body.transaction_id as string;
}

async function rotate(): Promise<{ old: string; fingerprint: string }> {
  const { id, serverKeyFingerprint } = await server.deps
    .em()
    .findOneOrFail(Application, { identifier: 'northwind-id' });
  const { fingerprint } = await rotateServerKey(server.deps, {
    applicationId: id,
    acceptedForHours: 24,
    origin: { requestId: randomUUID() },
  });
  return { old: serverKeyFingerprint, fingerprint };
}

/** Lists transactions until the app has adopted the server's key. */
async function follow(fingerprint: string): Promise<void> {
  await eventually(async () => {
    await app.transactions(profileId);
    return (await enrolledKey()) === fingerprint ? true : undefined;
  });
}

async function enrolledKey(): Promise<string> {
  const row = await server.deps
    .em()
    .execute<{ fingerprint: string }[]>(
      'select server_key_fingerprint as fingerprint from key_enrollment where registration_id = ?',
      [profileId],
    );
  return row[0]?.fingerprint ?? '';
}

describe('an app whose server gets a new key', () => {
  it('adopts the key from the list, and approves before and after', async () => {
    const { fingerprint } = await rotate();
    expect((await phone.answer(await ask())).outcome.status).toBe('authenticated');
    await follow(fingerprint);
    expect((await phone.answer(await ask())).outcome.status).toBe('authenticated');
  });

  it('repeats a lost answer, sealed for the new key', async () => {
    const id = await ask();
    await app.fetchTransaction(profileId, id);
    lost = /\/answer$/;
    await expect(app.answer(profileId, id, { decision: 'accept' })).rejects.toMatchObject({ code: 'network' });
    lost = undefined;
    await follow((await rotate()).fingerprint);
    expect(await app.answer(profileId, id, { decision: 'accept' })).toEqual({ status: 'authenticated' });
  });

  it('adopts the key when the old one has expired', async () => {
    const { old } = await rotate();
    const id = await ask();
    await server.deps
      .em()
      .nativeUpdate(FormerServerKey, { fingerprint: old }, { acceptedUntil: new Date(Date.now() - 1000) });
    expect((await phone.answer(id)).outcome.status).toBe('authenticated');
  });
});

describe('an app that gets a new push token', () => {
  it('proves it; a token that is already enrolled needs no proof', async () => {
    expect(await app.refreshPushToken(profileId, phone.pushToken)).toEqual({ status: 'enrolled' });
    const token = await obtainPushToken(server.endpoints.sandbox, 'android');
    const state = await app.refreshPushToken(profileId, token);
    expect(state).toMatchObject({ status: 'pending', resendsLeft: 3 });
    const push = await eventually(async () =>
      (await pushesTo(token)).find(({ content }) => content['og_push_enrollment_id'] !== undefined),
    );
    await app.handlePush(push.content);
    expect(await app.refreshPushToken(profileId, token)).toEqual({ status: 'enrolled' });
    await app.dropPush(profileId);
    await expect(app.refreshPushToken(profileId, token)).rejects.toMatchObject({ code: 'push_not_enrolled' });
  });

  it('is refused while its user is enrolled on another phone', async () => {
    const other = createCountersignApp({ origin: server.endpoints.api, storage: memoryStorage() });
    await expect(enrollApp(server.endpoints, other, { userId: phone.userId })).rejects.toMatchObject({
      code: 'user_already_enrolled',
    });
  });
});

describe('an app whose server requires nonces', () => {
  beforeAll(() => server.change({ dpop_nonce_required: true }));
  afterAll(() => server.change({ dpop_nonce_required: undefined }));

  it('sends them to the token endpoint and to all other endpoints', async () => {
    await app.setPin(profileId, '48213');
    await app.unlock(profileId, { kind: 'pin', pin: '48213' });
    expect((await phone.answer(await ask())).outcome.status).toBe('authenticated');
    const restarted = createCountersignApp({ origin: server.endpoints.api, storage, pinCrypto: quickPinCrypto });
    await Promise.all(Array.from({ length: 4 }, () => restarted.transactions(profileId)));
  });
});

describe('an app whose clock is wrong', () => {
  it('proves its PIN with the time of the server, also in the first request after a start', async () => {
    await app.setPin(profileId, '48213');
    for (const hours of [-30, 30]) {
      const clock = () => new Date(Date.now() + hours * 3_600_000);
      const late = createCountersignApp({ origin: server.endpoints.api, storage, pinCrypto: quickPinCrypto, clock });
      await late.unlock(profileId, { kind: 'pin', pin: '48213' });
      await late.setPin(profileId, '90817', '48213');
      await late.setPin(profileId, '48213', '90817');
    }
  });
});

async function pushesTo(token: string): Promise<DeliveredPush[]> {
  const response = await fetch(`${server.endpoints.sandbox}/devices/${encodeURIComponent(token)}/pushes`);
  return ((await response.json()) as { pushes: DeliveredPush[] }).pushes;
}
