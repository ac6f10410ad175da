import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createCountersignApp, isCountersignError, type AppStorage } from '../../../app-sdk/index.ts';
import { derivePinKey, type PinSalt } from '../../../app-sdk/authenticators/pin-key.ts';
import { PROFILE_ID, startApp, type Connected } from '../support/connected-app.ts';
import { drop, LIST, serveFactors, set, TOKEN, type FactorServer } from '../support/factor-server.ts';
import { quickPinCrypto } from '../support/node-pin-crypto.ts';

const PIN = '48213';
const OTHER_PIN = '90817';

let connected: Connected;
let factors: FactorServer;
beforeEach(async () => {
  connected = await startApp();
  factors = serveFactors(connected.server);
  await connected.app.register({
    application: 'demo',
    platform: 'android',
    version: '1.0',
    device: { name: 'Test phone' },
  });
});
afterEach(() => connected.server.close());

const unlock = (pin: string) => connected.app.unlock(PROFILE_ID, { kind: 'pin', pin });
const profile = async () => (await connected.app.state()).profiles[0];

describe('connect with a PIN', () => {
  it('sends only the public key of the PIN', async () => {
    const connectedProfile = await connected.app.connect('code', { pin: PIN });
    expect(connectedProfile.authenticators).toEqual(['pin']);
    const form = new URLSearchParams(connected.server.requests(TOKEN)[0]!.body);
    expect(JSON.parse(form.get('pin_key')!)).toEqual({
      kty: 'OKP',
      crv: 'Ed25519',
      x: expect.stringMatching(/^[\w-]{43}$/),
    });
    await unlock(PIN);
  });

  it('refuses a PIN that the policy does not allow, before it sends anything', async () => {
    const refused = await connected.app.connect('code', { pin: '1234' }).catch((error: unknown) => error);
    expect(refused).toMatchObject({ code: 'pin_refused', pinProblems: ['too_short', 'sequence'] });
    expect(connected.server.requests(TOKEN)).toEqual([]);
  });

  it('replaces the PIN of a user who connects again', async () => {
    await connected.app.connect('code', { pin: PIN });
    await connected.app.connect('code', { pin: OTHER_PIN });
    await unlock(OTHER_PIN);
    await expect(unlock(PIN)).rejects.toMatchObject({ code: 'wrong_factor_proof' });
  });

  it('keeps the PIN of a user who connects again without one', async () => {
    await connected.app.connect('code', { pin: PIN });
    expect((await connected.app.connect('code')).authenticators).toEqual(['pin']);
    await unlock(PIN);
  });
});

describe('setPin', () => {
  beforeEach(() => connected.app.connect('code'));

  it('sets the first PIN without a proof, and the next with the proof of the first', async () => {
    const { app, server } = connected;
    await app.setPin(PROFILE_ID, PIN);
    expect(await profile()).toMatchObject({ authenticators: ['pin'] });
    await expect(app.setPin(PROFILE_ID, OTHER_PIN)).rejects.toMatchObject({
      code: 'factor_required',
      authenticators: ['pin'],
    });
    await app.setPin(PROFILE_ID, OTHER_PIN, PIN);
    const proofs = server.requests(set('pin')).map(({ headers }) => typeof headers['factor-proof']);
    expect(proofs).toEqual(['undefined', 'string']);
    await unlock(OTHER_PIN);
  });

  it('reports the attempts left after a wrong current PIN', async () => {
    const { app } = connected;
    await app.setPin(PROFILE_ID, PIN);
    await expect(app.setPin(PROFILE_ID, OTHER_PIN, '55813')).rejects.toMatchObject({
      code: 'wrong_factor_proof',
      attemptsLeft: 2,
    });
    await unlock(PIN);
  });

  it('repeats the same message with a new proof after a lost answer', async () => {
    const { app, server } = connected;
    await app.setPin(PROFILE_ID, PIN);
    server.on(set('pin'), () => ({ cut: true }));
    await expect(app.setPin(PROFILE_ID, OTHER_PIN, PIN)).rejects.toMatchObject({ code: 'network' });
    server.on(set('pin'), () => ({ status: 204 }));
    await app.setPin(PROFILE_ID, OTHER_PIN, PIN);
    const requests = server.requests(set('pin')).slice(1);
    expect(requests).toHaveLength(5);
    expect(new Set(requests.map(({ headers }) => headers['message-id'])).size).toBe(1);
    expect(new Set(requests.map(({ body }) => body)).size).toBe(1);
  });

  it.each([PIN, OTHER_PIN])(
    'unlocks with the PIN in force after the app ended before the answer: %s',
    async (inForce) => {
      const { app, server, storage } = connected;
      await app.setPin(PROFILE_ID, PIN);
      const set204 = server.requests(set('pin'))[0]!;
      server.on(set('pin'), ({ body }) => {
        if (inForce === OTHER_PIN) factors.keys.set('pin', (JSON.parse(body) as { public_key: object }).public_key);
        return { cut: true };
      });
      await expect(app.setPin(PROFILE_ID, OTHER_PIN, PIN)).rejects.toMatchObject({ code: 'network' });
      const again = createCountersignApp({ origin: server.origin, storage, pinCrypto: quickPinCrypto });
      await again.unlock(PROFILE_ID, { kind: 'pin', pin: inForce });
      expect(set204.body).toContain('public_key');
    },
  );

  it('learns from the server that a first PIN with a lost answer was set', async () => {
    const { app, server } = connected;
    server.on(
      set('pin'),
      ({ body }) => {
        factors.keys.set('pin', (JSON.parse(body) as { public_key: object }).public_key);
        return { cut: true };
      },
      () => ({ cut: true }),
    );
    await expect(app.setPin(PROFILE_ID, PIN)).rejects.toMatchObject({ code: 'network' });
    expect(await app.authenticators(PROFILE_ID)).toMatchObject({
      authenticators: [{ name: 'pin' }],
      maxPinAttempts: 3,
      attemptsLeft: 3,
    });
    expect(await profile()).toMatchObject({ authenticators: ['pin'] });
    await unlock(PIN);
  });
});

describe('dropPin', () => {
  it('drops the PIN on the server and on the device', async () => {
    const { app, server, storage } = connected;
    await app.connect('code', { pin: PIN });
    await expect(app.dropPin(PROFILE_ID, OTHER_PIN)).rejects.toMatchObject({
      code: 'wrong_factor_proof',
      attemptsLeft: 2,
    });
    await app.dropPin(PROFILE_ID, PIN);
    expect(await profile()).toMatchObject({ authenticators: [] });
    expect(await storage.names('authenticators:')).toEqual([]);
    expect(factors.keys.size).toBe(0);
    const [wrong, right] = server.requests(drop('pin'));
    expect(wrong!.headers['message-id']).not.toBe(right!.headers['message-id']);
    expect(right!.body).toBe('');
    await expect(unlock(PIN)).rejects.toMatchObject({ code: 'authenticator_not_set' });
  });

  it('repeats the same Message-Id after a lost answer', async () => {
    const { app, server, storage } = connected;
    await app.connect('code', { pin: PIN });
    server.on(drop('pin'), () => ({ cut: true }));
    await expect(app.dropPin(PROFILE_ID, PIN)).rejects.toMatchObject({ code: 'network' });
    server.on(drop('pin'), () => ({ status: 204 }));
    await createCountersignApp({ origin: server.origin, storage, pinCrypto: quickPinCrypto }).dropPin(PROFILE_ID, PIN);
    expect(new Set(server.requests(drop('pin')).map(({ headers }) => headers['message-id'])).size).toBe(1);
  });
});

describe('unlock with a PIN', () => {
  beforeEach(() => connected.app.connect('code', { pin: PIN }));

  it('counts wrong PINs, and restarts the count after a right one', async () => {
    await expect(unlock(OTHER_PIN)).rejects.toMatchObject({ code: 'wrong_factor_proof', attemptsLeft: 2 });
    await unlock(PIN);
    await expect(unlock(OTHER_PIN)).rejects.toMatchObject({ code: 'wrong_factor_proof', attemptsLeft: 2 });
  });

  it('disconnects after too many wrong PINs, and then sends no more requests', async () => {
    const { app, server } = connected;
    await expect(unlock(OTHER_PIN)).rejects.toThrow();
    await expect(unlock(OTHER_PIN)).rejects.toMatchObject({ attemptsLeft: 1 });
    await expect(unlock(OTHER_PIN)).rejects.toMatchObject({ code: 'disconnected' });
    expect(await profile()).toMatchObject({ disconnected: true, authenticators: [] });
    const before = server.received.length;
    await expect(unlock(PIN)).rejects.toMatchObject({ code: 'disconnected' });
    await expect(app.transactions(PROFILE_ID)).rejects.toMatchObject({ code: 'disconnected' });
    expect(server.received).toHaveLength(before);
    expect(await app.connect('code', { pin: OTHER_PIN })).toMatchObject({
      disconnected: false,
      authenticators: ['pin'],
    });
    await unlock(OTHER_PIN);
  });

  it('refuses a profile of another installation', async () => {
    await expect(connected.app.unlock('unknown', { kind: 'pin', pin: PIN })).rejects.toMatchObject({
      code: 'profile_unknown',
    });
  });

  it('does not send a refused PIN', async () => {
    await unlock(OTHER_PIN).catch(() => undefined);
    const sent = connected.server.received.map(({ body, headers }) => body + JSON.stringify(headers)).join();
    expect(sent).not.toContain(OTHER_PIN);
    expect(sent).not.toContain(PIN);
  });

  it('returns an error that narrows by code', async () => {
    const error: unknown = await connected.app.setPin(PROFILE_ID, OTHER_PIN).catch((refused: unknown) => refused);
    if (!isCountersignError(error, 'factor_required')) throw new Error('another refusal');
    const names: readonly string[] = error.authenticators;
    expect(names).toEqual(['pin']);
  });
});

describe('the storage of the device', () => {
  /** Records every value that is written to the storage. */
  function recording(storage: AppStorage): { storage: AppStorage; written: () => string } {
    const values: string[] = [];
    const write = async (name: string, value: unknown) => {
      values.push(name + JSON.stringify(value));
      await storage.write(name, value);
    };
    return { storage: { ...storage, write }, written: () => values.join('\n') };
  }

  it('holds neither PIN nor key nor proof with which a PIN could be tested', async () => {
    const { server } = connected;
    const recorded = recording(connected.storage);
    const app = createCountersignApp({
      origin: server.origin,
      storage: recorded.storage,
      pinCrypto: quickPinCrypto,
      delay: async () => undefined,
    });
    await app.connect('code', { pin: PIN });
    await app.unlock(PROFILE_ID, { kind: 'pin', pin: PIN });
    server.on(set('pin'), () => ({ cut: true }));
    await app.setPin(PROFILE_ID, OTHER_PIN, PIN).catch(() => undefined);
    server.on(drop('pin'), () => ({ cut: true }));
    await app.dropPin(PROFILE_ID, PIN).catch(() => undefined);

    const { pinSalt } = (await connected.storage.read(`authenticators:${PROFILE_ID}`)) as { pinSalt: PinSalt };
    const written = recorded.written();
    expect(written).toContain(pinSalt.salt);
    for (const pin of [PIN, OTHER_PIN]) {
      const { publicKey } = await derivePinKey(quickPinCrypto, pin, pinSalt);
      expect(written).not.toContain(publicKey.x);
      expect(written).not.toContain(`"${pin}"`);
    }
    const proofs = server.received.flatMap(({ headers, body }) => [
      headers['factor-proof'],
      new URLSearchParams(body).get('factor_proof'),
    ]);
    const signatures = proofs.filter((proof) => typeof proof === 'string').map((proof) => proof.split('.')[2]!);
    expect(signatures.length).toBeGreaterThan(2);
    for (const signature of signatures) expect(written).not.toContain(signature);
  });
});

describe('authenticators', () => {
  it('refuses an answer that does not follow the protocol', async () => {
    await connected.app.connect('code');
    connected.server.on(LIST, () => ({ body: { authenticators: [{ name: 5 }] } }));
    await expect(connected.app.authenticators(PROFILE_ID)).rejects.toMatchObject({ code: 'unexpected_answer' });
  });
});
