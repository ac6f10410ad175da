import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { PROFILE_ID, startApp, type Connected } from '../support/connected-app.ts';
import { serveFactors, TOKEN, type FactorServer } from '../support/factor-server.ts';
import type { Received, Reply } from '../support/protocol-server.ts';
import {
  ANSWER,
  FETCH,
  fetchedMessage,
  sealed,
  STREAM,
  TRANSACTION_ID,
  writeTransactions,
} from '../support/transaction-server.ts';

const PIN = '48213';
const LIST = 'GET /app/v1/transactions';
const PUSH = 'POST /app/v1/push-enrollment';
const LIFETIME_MS = 600_000;

let connected: Connected;
let factors: FactorServer;
let now: number;

/** Answers only requests that are signed by the device key for the profile, without a token. */
const byDevice =
  (reply: (request: Received) => Reply | Promise<Reply>) =>
  (request: Received): Reply | Promise<Reply> => {
    const { headers, proof } = request;
    const isByDevice =
      headers.authorization === undefined && headers['profile-id'] === PROFILE_ID && proof.ath === undefined;
    return isByDevice ? reply(request) : { status: 401, body: { code: 'invalid_token' } };
  };
const none = () => ({ body: { transactions: [] } });
const invalidToken = () => ({ status: 401, body: { code: 'invalid_token' } });

beforeEach(async () => {
  now = Date.now();
  connected = await startApp({ clock: () => new Date(now) });
  factors = serveFactors(connected.server);
  const { app, server } = connected;
  await app.register({ application: 'demo', platform: 'android', version: '1.0', device: { name: 'Test phone' } });
  await app.connect('code', { pin: PIN });
  await app.enrollKeys(PROFILE_ID);
  server.on(LIST, byDevice(none));
});
afterEach(() => connected.server.close());

/** Lets the access token expire on the clock of the app, also when that clock was corrected since. */
function lapse(): void {
  now += 2 * LIFETIME_MS;
  for (const route of [LIST, FETCH, ANSWER, STREAM, PUSH]) connected.server.on(route, withDate(byDevice(none)));
}

/** Moves the server's clock with the app's, because the app would correct its own otherwise. */
const withDate = (handler: (request: Received) => Reply | Promise<Reply>) => async (request: Received) => {
  const reply = await handler(request);
  return { ...reply, headers: { ...reply.headers, date: new Date(now).toUTCString() } };
};

describe('an app whose token refresh requires a factor', () => {
  it('lists, fetches and answers with the device key, and requests no token', async () => {
    const { app, server } = connected;
    lapse();
    const refreshes = server.requests(TOKEN).length;
    server.on(
      FETCH,
      withDate(byDevice(() => sealed(connected, fetchedMessage({ expires_at: new Date(now + 60_000).toISOString() })))),
    );
    server.on(
      ANSWER,
      withDate(byDevice(() => ({ body: { transaction_id: TRANSACTION_ID, status: 'authenticated' } }))),
    );
    expect(await app.transactions(PROFILE_ID)).toEqual([]);
    await app.fetchTransaction(PROFILE_ID, TRANSACTION_ID);
    expect(await app.answer(PROFILE_ID, TRANSACTION_ID, { decision: 'accept' })).toEqual({ status: 'authenticated' });
    expect(server.requests(TOKEN)).toHaveLength(refreshes);
  });

  it('streams with the device key', async () => {
    const { app, server } = connected;
    lapse();
    server.on(
      STREAM,
      byDevice(() => ({ stream: (response) => writeTransactions(response, 't-1') })),
    );
    const stop = new AbortController();
    const seen: string[] = [];
    await app.watchTransactions(
      PROFILE_ID,
      (open) => {
        seen.push(...open.map(({ transactionId }) => transactionId));
        stop.abort();
      },
      stop.signal,
    );
    expect(seen).toEqual(['t-1']);
  });

  it('reports the required factor for every other call, and continues after unlocking', async () => {
    const { app, server } = connected;
    lapse();
    const asked = server.requests(PUSH).length;
    await expect(app.startPushEnrollment(PROFILE_ID, 'token')).rejects.toMatchObject({
      code: 'factor_required',
      authenticators: ['pin'],
    });
    expect(server.requests(PUSH)).toHaveLength(asked);
    await expect(app.unlock(PROFILE_ID, { kind: 'pin', pin: '90817' })).rejects.toMatchObject({
      code: 'wrong_factor_proof',
      attemptsLeft: 2,
    });
    await app.unlock(PROFILE_ID, { kind: 'pin', pin: PIN });
    server.on(PUSH, ({ headers }) =>
      headers.authorization === 'DPoP access-2'
        ? { status: 202, body: { enrollment_id: 'e-1', expires_at: '2030-01-01T00:00:00Z', resends_left: 3 } }
        : invalidToken(),
    );
    await app.startPushEnrollment(PROFILE_ID, 'token');
  });

  it('learns from the server that a factor is required', async () => {
    const { app, server, storage } = connected;
    await storage.write(`profile:${PROFILE_ID}`, {
      profileId: PROFILE_ID,
      userId: 'alex',
      keysEnrolled: true,
      pushEnrolled: false,
    });
    expect(await app.transactions(PROFILE_ID)).toEqual([]);
    expect((await app.state()).profiles[0]).toMatchObject({ authenticators: ['pin'] });
    const refreshes = server.requests(TOKEN).length;
    expect(await app.transactions(PROFILE_ID)).toEqual([]);
    expect(server.requests(TOKEN)).toHaveLength(refreshes);
    expect(factors.attemptsLeft).toBe(3);
  });
});

describe('an app whose profile the server no longer knows', () => {
  it('is disconnected permanently and reports it in its state', async () => {
    const { app, server } = connected;
    lapse();
    server.on(LIST, withDate(invalidToken));
    await expect(app.transactions(PROFILE_ID)).rejects.toMatchObject({ code: 'disconnected', httpStatus: 401 });
    expect((await app.state()).profiles[0]).toMatchObject({ disconnected: true });
    const before = server.received.length;
    await expect(app.transactions(PROFILE_ID)).rejects.toMatchObject({ code: 'disconnected' });
    expect(server.received).toHaveLength(before);
  });

  it('is not disconnected when only the tokens are refused', async () => {
    const { app, server } = connected;
    factors.keys.clear();
    await connected.storage.write(`profile:${PROFILE_ID}`, {
      profileId: PROFILE_ID,
      userId: 'alex',
      keysEnrolled: true,
      pushEnrolled: false,
    });
    server.on(TOKEN, () => ({
      status: 400,
      body: { error: 'invalid_grant', error_description: 'grant request is invalid' },
    }));
    expect(await app.transactions(PROFILE_ID)).toEqual([]);
    expect((await app.state()).profiles[0]).toMatchObject({ disconnected: false });
    await expect(app.enrollKeys(PROFILE_ID)).resolves.toBeUndefined();
    await expect(app.startPushEnrollment(PROFILE_ID, 'token')).rejects.toMatchObject({ code: 'disconnected' });
  });

  it('is disconnected by any refusal with user_disconnected', async () => {
    const { app, server } = connected;
    server.on('PUT /app/v1/authenticators/pin', () => ({ status: 403, body: { code: 'user_disconnected' } }));
    await expect(app.setPin(PROFILE_ID, '90817', PIN)).rejects.toMatchObject({ code: 'disconnected' });
    expect((await app.state()).profiles[0]).toMatchObject({ disconnected: true });
  });
});
