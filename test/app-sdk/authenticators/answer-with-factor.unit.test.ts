import canonicalize from 'canonicalize';
import { compactVerify, importJWK, type JWK } from 'jose';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createCountersignApp, memoryStorage, softwareAuthenticator, type Factor } from '../../../app-sdk/index.ts';
import { PROFILE_ID, startApp, type Connected } from '../support/connected-app.ts';
import { serveFactors, type FactorServer } from '../support/factor-server.ts';
import { quickPinCrypto } from '../support/node-pin-crypto.ts';
import { ANSWER, FETCH, fetchedMessage, openAnswer, sealed, TRANSACTION_ID } from '../support/transaction-server.ts';

const PIN = '48213';
const pin: Factor = { kind: 'pin', pin: PIN };
const finger: Factor = { kind: 'fingerprint' };
const voice: Factor = { kind: 'custom', name: 'voice' };
const accept = { decision: 'accept' } as const;

let connected: Connected;
let factors: FactorServer;
beforeEach(async () => {
  const storage = memoryStorage();
  const sensor = softwareAuthenticator(storage, async () => true);
  connected = await startApp({ storage, app: { authenticators: { fingerprint: sensor, voice: sensor } } });
  factors = serveFactors(connected.server);
  const { app, server } = connected;
  await app.register({ application: 'demo', platform: 'android', version: '1.0', device: { name: 'Test phone' } });
  await app.connect('code', { pin: PIN });
  await app.enrollKeys(PROFILE_ID);
  await app.setAuthenticator(PROFILE_ID, 'fingerprint', PIN);
  await app.setAuthenticator(PROFILE_ID, 'voice', PIN);
  server.on(ANSWER, () => ({ body: { transaction_id: TRANSACTION_ID, status: 'authenticated' } }));
});
afterEach(() => connected.server.close());

async function fetchWith(method: string) {
  connected.server.on(FETCH, () => sealed(connected, fetchedMessage({ method })));
  return await connected.app.fetchTransaction(PROFILE_ID, TRANSACTION_ID);
}
const answer = (factor?: Factor) => connected.app.answer(PROFILE_ID, TRANSACTION_ID, accept, factor);
const sent = async (at = 0) => await openAnswer(connected, connected.server.requests(ANSWER)[at]!.body);

describe('the factors of a fetched transaction', () => {
  it.each([
    ['PUSH', []],
    ['PUSH_WITH_PIN', ['pin']],
    ['PUSH_WITH_FINGERPRINT', ['fingerprint', 'pin']],
    ['PUSH_WITH_CUSTOM_AUTHENTICATOR', ['custom', 'pin']],
  ])('of %s are %j', async (method, kinds) => {
    expect((await fetchWith(method)).factors).toEqual(kinds);
  });
});

describe('answer with a factor', () => {
  it.each([
    ['PUSH_WITH_PIN', pin, 'pin', 'EdDSA'],
    ['PUSH_WITH_FINGERPRINT', finger, 'fingerprint', 'ES256'],
    ['PUSH_WITH_FINGERPRINT', pin, 'pin', 'EdDSA'],
    ['PUSH_WITH_CUSTOM_AUTHENTICATOR', voice, 'voice', 'ES256'],
    ['PUSH', pin, 'pin', 'EdDSA'],
  ] as const)('%s: proves %j for this challenge', async (method, factor, name, algorithm) => {
    await fetchWith(method);
    expect(await answer(factor)).toEqual({ status: 'authenticated' });
    const { factor: given } = await sent();
    expect(given).toEqual({
      kind: factor.kind,
      ...(factor.kind === 'custom' && { name: factor.name }),
      proof: expect.any(String),
    });
    const key = await importJWK(factors.keys.get(name) as JWK, algorithm);
    const { payload, protectedHeader } = await compactVerify(given!.proof, key, { algorithms: [algorithm] });
    expect(protectedHeader).toEqual({ alg: algorithm, kid: name, typ: 'countersign-factor+jws' });
    const { challenge } = fetchedMessage();
    expect(new TextDecoder().decode(payload)).toBe(canonicalize({ challenge, transaction_id: TRANSACTION_ID }));
  });

  it.each([
    ['PUSH_WITH_PIN', undefined, ['pin']],
    ['PUSH_WITH_PIN', finger, ['pin']],
    ['PUSH_WITH_FINGERPRINT', voice, ['fingerprint', 'pin']],
  ] as const)('%s refuses %j before it sends anything', async (method, factor, authenticators) => {
    await fetchWith(method);
    await expect(answer(factor)).rejects.toMatchObject({ code: 'factor_required', authenticators });
    expect(connected.server.requests(ANSWER)).toEqual([]);
  });

  it('rejects without a factor', async () => {
    await fetchWith('PUSH_WITH_PIN');
    await connected.app.answer(PROFILE_ID, TRANSACTION_ID, { decision: 'reject', reason: 'cancelled' });
    expect(await sent()).toEqual({
      decision: 'reject',
      reason: 'cancelled',
      displayed: expect.any(Object),
      signature: expect.any(String),
    });
  });

  it('reports the attempts left after a wrong PIN, and can be repeated', async () => {
    const { server } = connected;
    await fetchWith('PUSH_WITH_PIN');
    server.on(
      ANSWER,
      () => ({ status: 403, body: { code: 'wrong_factor_proof', attempts_left: 2 } }),
      () => ({ body: { transaction_id: TRANSACTION_ID, status: 'authenticated' } }),
    );
    await expect(answer({ kind: 'pin', pin: '90817' })).rejects.toMatchObject({
      code: 'wrong_factor_proof',
      attemptsLeft: 2,
    });
    expect(await answer(pin)).toEqual({ status: 'authenticated' });
    const [wrong, right] = server.requests(ANSWER);
    expect(wrong!.headers['message-id']).not.toBe(right!.headers['message-id']);
  });

  it('counts a wrong PIN once when called twice at once', async () => {
    await fetchWith('PUSH_WITH_PIN');
    connected.server.on(ANSWER, () => ({ status: 403, body: { code: 'wrong_factor_proof', attempts_left: 2 } }));
    const hit = () => answer({ kind: 'pin', pin: '90817' }).catch((error: unknown) => error);
    const both = await Promise.all([hit(), hit()]);
    expect(both[0]).toBe(both[1]);
    expect(new Set(connected.server.requests(ANSWER).map(({ headers }) => headers['message-id'])).size).toBe(1);
  });

  it('uses the PIN entered now after a crash that left a wrong PIN in transit', async () => {
    const { server, storage } = connected;
    await fetchWith('PUSH_WITH_PIN');
    server.on(ANSWER, () => ({ cut: true }));
    await expect(answer({ kind: 'pin', pin: '90817' })).rejects.toMatchObject({ code: 'network' });
    server.on(
      ANSWER,
      () => ({ status: 403, body: { code: 'wrong_factor_proof', attempts_left: 2 } }),
      () => ({ body: { transaction_id: TRANSACTION_ID, status: 'authenticated' } }),
    );
    const restarted = createCountersignApp({ origin: server.origin, storage, pinCrypto: quickPinCrypto });
    expect(await restarted.answer(PROFILE_ID, TRANSACTION_ID, accept, pin)).toEqual({ status: 'authenticated' });
    const ids = server.requests(ANSWER).map(({ headers }) => headers['message-id']);
    expect(new Set(ids.slice(0, 5)).size).toBe(1);
    expect(ids[5]).not.toBe(ids[4]);
  });

  it('drops the fingerprint that the server revoked, and accepts the PIN instead', async () => {
    const { app, server } = connected;
    await fetchWith('PUSH_WITH_FINGERPRINT');
    server.on(
      ANSWER,
      () => ({ status: 403, body: { code: 'authenticator_revoked' } }),
      () => ({ body: { transaction_id: TRANSACTION_ID, status: 'authenticated' } }),
    );
    await expect(answer(finger)).rejects.toMatchObject({ code: 'authenticator_revoked' });
    expect((await app.state()).profiles[0]?.authenticators).toEqual(['pin', 'voice']);
    expect(await answer(pin)).toEqual({ status: 'authenticated' });
  });

  it('does not store the PIN', async () => {
    const { server, storage } = connected;
    await fetchWith('PUSH_WITH_PIN');
    server.on(ANSWER, () => ({ cut: true }));
    await answer(pin).catch(() => undefined);
    const [name] = await storage.names('message:');
    expect(JSON.stringify(await storage.read(name!))).not.toContain(PIN);
  });
});
