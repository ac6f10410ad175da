import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import {
  createCountersignApp,
  memoryStorage,
  softwareAuthenticator,
  type AppStorage,
  type CountersignApp,
  type Factor,
} from '../../app-sdk/index.ts';
import { quickPinCrypto } from '../app-sdk/support/node-pin-crypto.ts';
import { useStack } from '../support/stack.ts';
import { createWebsite } from '../support/website.ts';

const PIN = '48213';
const NEW_PIN = '90817';
const WRONG_PIN = '71935';
const byPin = (pin: string): Factor => ({ kind: 'pin', pin });
const byFinger: Factor = { kind: 'fingerprint' };
const byVoice: Factor = { kind: 'custom', name: 'voice' };

let app: CountersignApp;
let storage: AppStorage;
let userId: string;
let profileId: string;
let sensor: ReturnType<typeof softwareAuthenticator>;

beforeEach(async () => {
  const { endpoints } = useStack();
  storage = memoryStorage();
  sensor = softwareAuthenticator(storage, async () => true);
  app = createCountersignApp({
    origin: endpoints.api,
    storage,
    pinCrypto: quickPinCrypto,
    authenticators: { fingerprint: sensor, voice: sensor },
  });
  userId = `user-${randomUUID()}`;
  await app.register({ application: 'northwind-id', platform: 'android', version: '1.0.0', device: { name: 'phone' } });
  ({ profileId } = await app.connect(await enrollmentCode(), { pin: PIN }));
});

const enrollmentCode = () => createWebsite(useStack().endpoints).enrollmentCode(userId);
const profile = async () => (await app.state()).profiles.find((each) => each.profileId === profileId);

/** Makes the app treat its access token as expired. */
async function expireAccessToken(): Promise<void> {
  const tokens = (await storage.read(`tokens:${profileId}`)) as object;
  await storage.write(`tokens:${profileId}`, { ...tokens, refreshAt: 0 });
}

describe('a phone whose user has a PIN', () => {
  it('refreshes with the PIN, and with fingerprint and voice once they are set', async () => {
    await app.unlock(profileId, byPin(PIN));
    await app.setAuthenticator(profileId, 'fingerprint', PIN);
    await app.setAuthenticator(profileId, 'voice', PIN);
    const listed = await app.authenticators(profileId);
    expect(listed.authenticators.map(({ name }) => name)).toEqual(['pin', 'fingerprint', 'voice']);
    for (const factor of [byFinger, byVoice, byPin(PIN)]) await app.unlock(profileId, factor);
    await app.enrollKeys(profileId);
  });

  it('lists transactions without a token, and needs a factor for the rest', async () => {
    await expireAccessToken();
    expect(await app.transactions(profileId)).toEqual([]);
    await expect(app.enrollKeys(profileId)).rejects.toMatchObject({ code: 'factor_required', authenticators: ['pin'] });
    await app.unlock(profileId, byPin(PIN));
    await app.enrollKeys(profileId);
  });

  it('gets the list of authenticators from the server when its storage lost it', async () => {
    await storage.write(`profile:${profileId}`, { profileId, userId, keysEnrolled: false, pushEnrolled: false });
    await expireAccessToken();
    await expect(app.enrollKeys(profileId)).rejects.toMatchObject({ code: 'factor_required', authenticators: ['pin'] });
    expect(await profile()).toMatchObject({ authenticators: ['pin'] });
  });

  it('changes and drops the PIN', async () => {
    await expect(app.setPin(profileId, NEW_PIN, WRONG_PIN)).rejects.toMatchObject({
      code: 'wrong_factor_proof',
      attemptsLeft: expect.any(Number),
    });
    await app.setPin(profileId, NEW_PIN, PIN);
    await expect(app.unlock(profileId, byPin(PIN))).rejects.toMatchObject({ code: 'wrong_factor_proof' });
    await app.unlock(profileId, byPin(NEW_PIN));
    await app.setAuthenticator(profileId, 'fingerprint', NEW_PIN);
    await app.dropAuthenticator(profileId, 'fingerprint', NEW_PIN);
    await app.dropPin(profileId, NEW_PIN);
    expect((await app.authenticators(profileId)).authenticators).toEqual([]);
    await expireAccessToken();
    await app.enrollKeys(profileId);
  });

  it('is disconnected after too many wrong PINs and can be connected again', async () => {
    const { maxPinAttempts = 0 } = await app.authenticators(profileId);
    expect(maxPinAttempts).toBeGreaterThan(1);
    for (let left = maxPinAttempts - 1; left > 0; left--) {
      await expect(app.unlock(profileId, byPin(WRONG_PIN))).rejects.toMatchObject({
        code: 'wrong_factor_proof',
        attemptsLeft: left,
      });
    }
    await expect(app.unlock(profileId, byPin(WRONG_PIN))).rejects.toMatchObject({ code: 'disconnected' });
    expect(await profile()).toMatchObject({ disconnected: true });
    await expect(app.transactions(profileId)).rejects.toMatchObject({ code: 'disconnected' });
    ({ profileId } = await app.connect(await enrollmentCode(), { pin: NEW_PIN }));
    await app.unlock(profileId, byPin(NEW_PIN));
    expect((await app.state()).profiles).toMatchObject([{ profileId, disconnected: false, authenticators: ['pin'] }]);
  });

  it('loses its fingerprint after a wrong proof, and keeps the PIN', async () => {
    await app.setAuthenticator(profileId, 'fingerprint', PIN);
    const forged = { ...sensor, sign: async () => new Uint8Array(64).fill(3) };
    const { endpoints } = useStack();
    const forger = createCountersignApp({
      origin: endpoints.api,
      storage,
      pinCrypto: quickPinCrypto,
      authenticators: { fingerprint: forged },
    });
    await expect(forger.unlock(profileId, byFinger)).rejects.toMatchObject({ code: 'authenticator_revoked' });
    expect((await app.authenticators(profileId)).authenticators.map(({ name }) => name)).toEqual(['pin']);
    await app.unlock(profileId, byPin(PIN));
  });

  it('replaces PIN and other authenticators by connecting again', async () => {
    await app.setAuthenticator(profileId, 'voice', PIN);
    ({ profileId } = await app.connect(await enrollmentCode(), { pin: NEW_PIN }));
    expect((await app.authenticators(profileId)).authenticators.map(({ name }) => name)).toEqual(['pin']);
    await app.unlock(profileId, byPin(NEW_PIN));
  });
});

describe('a phone with several users', () => {
  it('separates their PINs and tokens, and deletes one user with the tokens', async () => {
    const first = profileId;
    userId = `user-${randomUUID()}`;
    const { profileId: second } = await app.connect(await enrollmentCode());
    await app.setPin(second, NEW_PIN);
    await app.unlock(first, byPin(PIN));
    await expect(app.unlock(first, byPin(NEW_PIN))).rejects.toMatchObject({ code: 'wrong_factor_proof' });
    await app.unlock(second, byPin(NEW_PIN));
    const stolen = (await storage.read(`tokens:${second}`)) as object;
    await app.forget(second);
    await storage.write(`tokens:${second}`, stolen);
    await storage.write(`profile:${second}`, { profileId: second, userId, keysEnrolled: false, pushEnrolled: false });
    await expect(app.enrollKeys(second)).rejects.toMatchObject({ code: 'disconnected' });
    await app.unlock(first, byPin(PIN));
  });
});
