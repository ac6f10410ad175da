import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  CountersignError,
  createCountersignApp,
  memoryStorage,
  softwareAuthenticator,
  type Authenticator,
  type CountersignAppOptions,
  type Factor,
} from '../../../app-sdk/index.ts';
import { PROFILE_ID, startApp, type Connected } from '../support/connected-app.ts';
import { drop, serveFactors, set, TOKEN, type FactorServer } from '../support/factor-server.ts';
import { quickPinCrypto } from '../support/node-pin-crypto.ts';

const PIN = '48213';
const WRONG_PIN = '90817';
const finger: Factor = { kind: 'fingerprint', prompt: 'Open the app' };
const voice: Factor = { kind: 'custom', name: 'voice' };

let connected: Connected;
let factors: FactorServer;
let prompts: (string | undefined)[];
let allowed: boolean;
let sensor: Authenticator;
beforeEach(async () => {
  prompts = [];
  allowed = true;
  const storage = memoryStorage();
  sensor = softwareAuthenticator(storage, async (prompt) => {
    prompts.push(prompt);
    return allowed;
  });
  connected = await startApp({ storage, app: { authenticators: { fingerprint: sensor, voice: sensor } } });
  factors = serveFactors(connected.server);
  await connected.app.register({
    application: 'demo',
    platform: 'android',
    version: '1.0',
    device: { name: 'Test phone' },
  });
  await connected.app.connect('code', { pin: PIN });
});
afterEach(() => connected.server.close());

const softwareKeys = () => connected.storage.names('software-key:');
const names = async () => (await connected.app.state()).profiles[0]!.authenticators;
/** The same installation after a restart, with other authenticators if given. */
const restarted = (options: Partial<CountersignAppOptions> = {}) =>
  createCountersignApp({
    origin: connected.server.origin,
    storage: connected.storage,
    pinCrypto: quickPinCrypto,
    delay: async () => undefined,
    authenticators: { fingerprint: sensor, voice: sensor },
    ...options,
  });

describe('setAuthenticator', () => {
  it('creates a key, proves the PIN for it and can unlock with it', async () => {
    const { app, server } = connected;
    await app.setAuthenticator(PROFILE_ID, 'fingerprint', PIN);
    await app.setAuthenticator(PROFILE_ID, 'voice', PIN);
    expect(await names()).toEqual(['pin', 'fingerprint', 'voice']);
    expect(JSON.parse(server.requests(set('fingerprint'))[0]!.body)).toEqual({
      public_key: { kty: 'EC', crv: 'P-256', x: expect.any(String), y: expect.any(String) },
    });
    await app.unlock(PROFILE_ID, finger);
    await app.unlock(PROFILE_ID, voice);
    expect(prompts).toEqual(['Open the app', undefined]);
  });

  it.each([
    ['a wrong PIN', WRONG_PIN, { code: 'wrong_factor_proof', attemptsLeft: 2 }],
    ['a disabled authenticator', PIN, { code: 'authenticator_disabled' }],
  ])('refuses %s, and the current key stays', async (_name, pin, refusal) => {
    const { app, server } = connected;
    await app.setAuthenticator(PROFILE_ID, 'fingerprint', PIN);
    if (pin === PIN) server.on(set('fingerprint'), () => ({ status: 403, body: { code: 'authenticator_disabled' } }));
    await expect(app.setAuthenticator(PROFILE_ID, 'fingerprint', pin)).rejects.toMatchObject(refusal);
    if (pin === PIN) await app.unlock(PROFILE_ID, finger);
    expect(factors.keys.has('fingerprint')).toBe(true);
  });

  it('replaces the current key', async () => {
    const { app } = connected;
    await app.setAuthenticator(PROFILE_ID, 'fingerprint', PIN);
    const [first] = await softwareKeys();
    await app.setAuthenticator(PROFILE_ID, 'fingerprint', PIN);
    expect(await softwareKeys()).toHaveLength(1);
    expect(await softwareKeys()).not.toContain(first);
    await app.unlock(PROFILE_ID, finger);
  });

  it('continues with the same key and Message-Id after a restart, and uses neither key in between', async () => {
    const { app, server } = connected;
    await app.setAuthenticator(PROFILE_ID, 'fingerprint', PIN);
    server.on(set('fingerprint'), ({ body }) => {
      factors.keys.set('fingerprint', (JSON.parse(body) as { public_key: object }).public_key);
      return { cut: true };
    });
    await expect(app.setAuthenticator(PROFILE_ID, 'fingerprint', PIN)).rejects.toMatchObject({ code: 'network' });
    const again = restarted();
    await expect(again.unlock(PROFILE_ID, finger)).rejects.toMatchObject({ code: 'authenticator_not_set' });
    server.on(set('fingerprint'), () => ({ status: 204 }));
    await again.setAuthenticator(PROFILE_ID, 'fingerprint', PIN);
    const sent = server.requests(set('fingerprint')).slice(1);
    expect(new Set(sent.map(({ headers, body }) => `${headers['message-id'] as string} ${body}`)).size).toBe(1);
    await again.unlock(PROFILE_ID, finger);
    expect(await softwareKeys()).toHaveLength(1);
  });

  it('uses the PIN entered now when the one sent before a restart was wrong', async () => {
    const { app, server } = connected;
    server.on(set('fingerprint'), () => ({ cut: true }));
    await expect(app.setAuthenticator(PROFILE_ID, 'fingerprint', WRONG_PIN)).rejects.toMatchObject({ code: 'network' });
    const repeated = { status: 403, body: { code: 'wrong_factor_proof', attempts_left: 2 } };
    server.on(
      set('fingerprint'),
      () => repeated,
      () => ({ status: 204 }),
    );
    await restarted().setAuthenticator(PROFILE_ID, 'fingerprint', PIN);
    const ids = server.requests(set('fingerprint')).map(({ headers }) => headers['message-id']);
    expect(ids).toHaveLength(6);
    expect(new Set(ids.slice(0, 5)).size).toBe(1);
    expect(ids[5]).not.toBe(ids[4]);
  });

  it.each(['pin', 'Voice', '-x', '', 'constructor', 'a'.repeat(64), '../fingerprint', 'face'])(
    'refuses the name %o',
    async (name) => {
      await expect(connected.app.setAuthenticator(PROFILE_ID, name, PIN)).rejects.toMatchObject({
        code: 'authenticator_not_set',
      });
      await expect(
        connected.app.dropAuthenticator(PROFILE_ID, name === 'pin' ? 'fingerprint/pin' : `${name}/`, PIN),
      ).rejects.toMatchObject({
        code: 'authenticator_not_set',
      });
    },
  );

  it('requires a PIN', async () => {
    const { app } = connected;
    await app.dropPin(PROFILE_ID, PIN);
    await expect(app.setAuthenticator(PROFILE_ID, 'fingerprint', PIN)).rejects.toMatchObject({
      code: 'authenticator_not_set',
    });
    expect(await softwareKeys()).toEqual([]);
  });

  it('reports factor_unavailable when the platform cannot create a key', async () => {
    const broken = { ...sensor, createKey: () => Promise.reject(new Error('no sensor')) };
    const app = restarted({ authenticators: { fingerprint: broken } });
    const error: unknown = await app
      .setAuthenticator(PROFILE_ID, 'fingerprint', PIN)
      .catch((refused: unknown) => refused);
    expect(error).toMatchObject({ code: 'factor_unavailable', cause: new Error('no sensor') });
    expect(connected.server.requests(set('fingerprint'))).toEqual([]);
  });
});

describe('unlock by fingerprint', () => {
  beforeEach(() => connected.app.setAuthenticator(PROFILE_ID, 'fingerprint', PIN));

  it('sends nothing when the user cancels or the platform fails', async () => {
    const { app, server } = connected;
    const before = server.requests(TOKEN).length;
    allowed = false;
    await expect(app.unlock(PROFILE_ID, finger)).rejects.toMatchObject({ code: 'factor_cancelled' });
    const failing = restarted({
      authenticators: { fingerprint: { ...sensor, sign: () => Promise.reject(new Error('enrolment changed')) } },
    });
    await expect(failing.unlock(PROFILE_ID, finger)).rejects.toMatchObject({ code: 'factor_unavailable' });
    const cancelling = restarted({
      authenticators: {
        fingerprint: { ...sensor, sign: () => Promise.reject(new CountersignError('factor_cancelled')) },
      },
    });
    await expect(cancelling.unlock(PROFILE_ID, finger)).rejects.toMatchObject({ code: 'factor_cancelled' });
    expect(server.requests(TOKEN)).toHaveLength(before);
    expect(await names()).toEqual(['pin', 'fingerprint']);
  });

  it('drops the authenticator that the server has revoked and keeps the PIN', async () => {
    const { app } = connected;
    const lying = restarted({
      authenticators: { fingerprint: { ...sensor, sign: async () => new Uint8Array(64).fill(1) } },
    });
    await expect(lying.unlock(PROFILE_ID, finger)).rejects.toMatchObject({ code: 'authenticator_revoked' });
    expect(await names()).toEqual(['pin']);
    expect(await softwareKeys()).toEqual([]);
    await expect(app.unlock(PROFILE_ID, finger)).rejects.toMatchObject({ code: 'authenticator_not_set' });
    await app.unlock(PROFILE_ID, { kind: 'pin', pin: PIN });
  });

  it('refuses an authenticator that is not set', async () => {
    await expect(connected.app.unlock(PROFILE_ID, voice)).rejects.toMatchObject({ code: 'authenticator_not_set' });
  });
});

describe('dropAuthenticator', () => {
  beforeEach(async () => {
    await connected.app.setAuthenticator(PROFILE_ID, 'fingerprint', PIN);
    await connected.app.setAuthenticator(PROFILE_ID, 'voice', PIN);
  });

  it('drops one authenticator with its key', async () => {
    const { app, server } = connected;
    await app.dropAuthenticator(PROFILE_ID, 'voice', PIN);
    expect(server.requests(drop('voice'))[0]!.headers['factor-proof']).toEqual(expect.any(String));
    expect(await names()).toEqual(['pin', 'fingerprint']);
    expect(await softwareKeys()).toHaveLength(1);
    await app.dropAuthenticator(PROFILE_ID, 'voice', PIN);
  });

  it('changes nothing when the PIN is wrong', async () => {
    await expect(connected.app.dropAuthenticator(PROFILE_ID, 'voice', WRONG_PIN)).rejects.toMatchObject({
      code: 'wrong_factor_proof',
    });
    expect(await names()).toEqual(['pin', 'fingerprint', 'voice']);
    await connected.app.unlock(PROFILE_ID, voice);
  });

  it('drops all authenticators with the PIN', async () => {
    await connected.app.dropPin(PROFILE_ID, PIN);
    expect(await names()).toEqual([]);
    expect(await softwareKeys()).toEqual([]);
  });

  it.each([
    ['connects again with a new PIN', () => connected.app.connect('code', { pin: WRONG_PIN }), ['pin']],
    ['is forgotten', () => connected.app.forget(PROFILE_ID), undefined],
  ])('leaves no keys when the user %s', async (_name, act, left) => {
    await act();
    expect(await softwareKeys()).toEqual([]);
    expect((await connected.app.state()).profiles[0]?.authenticators).toEqual(left);
  });
});
