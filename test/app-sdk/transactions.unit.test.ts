import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createCountersignApp } from '../../app-sdk/index.ts';
import { connectApp, PROFILE_ID, type Connected } from './support/connected-app.ts';
import { ANSWER, FETCH, fetchedMessage, openAnswer, sealed, TRANSACTION_ID } from './support/transaction-server.ts';

let connected: Connected;
beforeEach(async () => {
  connected = await connectApp();
  await connected.app.enrollKeys(PROFILE_ID);
});
afterEach(() => connected.server.close());

const authenticated = { body: { transaction_id: TRANSACTION_ID, status: 'authenticated' } };
const fetchIt = () => connected.app.fetchTransaction(PROFILE_ID, TRANSACTION_ID);
const accept = () => connected.app.answer(PROFILE_ID, TRANSACTION_ID, { decision: 'accept' });

describe('transactions', () => {
  it('lists the open ones and removes stored data of expired ones', async () => {
    const { app, server, storage } = connected;
    server.on(FETCH, () =>
      sealed(connected, fetchedMessage({ expires_at: new Date(Date.now() - 60_000).toISOString() })),
    );
    await fetchIt();
    server.on(ANSWER, () => ({ cut: true }));
    await expect(accept()).rejects.toMatchObject({ code: 'network' });
    expect(await storage.names('message:')).toHaveLength(1);
    const open = {
      transaction_id: 't-1',
      type: 'login',
      method: 'PUSH',
      created_at: '2030-01-01T00:00:00Z',
      expires_at: '2030-01-01T00:02:00Z',
      fetched: true,
    };
    server.on('GET /app/v1/transactions', () => ({ body: { transactions: [open] } }));
    expect(await app.transactions(PROFILE_ID)).toEqual([
      {
        transactionId: 't-1',
        type: 'login',
        method: 'PUSH',
        createdAt: new Date('2030-01-01T00:00:00Z'),
        expiresAt: new Date('2030-01-01T00:02:00Z'),
        fetched: true,
      },
    ]);
    expect(await storage.names('shown:')).toEqual([]);
    expect(await storage.names('message:')).toEqual([]);
  });
});

describe('fetchTransaction', () => {
  it('returns what the server sent, and returns it again after a reload without another request', async () => {
    const { server, storage } = connected;
    const message = fetchedMessage({ signing_data: '{"amount":"84.20"}' });
    server.on(
      FETCH,
      () => sealed(connected, message),
      () => ({ status: 409, body: { code: 'already_fetched' } }),
    );
    const details = {
      transactionId: TRANSACTION_ID,
      type: 'payment_with_push',
      method: 'PUSH',
      message: 'Pay € 84.20?',
      secureMessage: 'line one\r\nline two',
      signingData: '{"amount":"84.20"}',
      context: { device: 'Linux Firefox' },
      verificationCodeRequired: false,
      factors: [],
      expiresAt: new Date(message.expires_at as string),
      attemptsLeft: null,
    };
    expect(await fetchIt()).toEqual(details);
    const reloaded = createCountersignApp({ origin: server.origin, storage });
    expect(await reloaded.fetchTransaction(PROFILE_ID, TRANSACTION_ID)).toEqual(details);
    expect(server.requests(FETCH)).toHaveLength(1);
  });

  it('repeats the same Message-Id after a lost answer and a reload', async () => {
    const { server, storage } = connected;
    server.on(FETCH, () => ({ cut: true }));
    await expect(fetchIt()).rejects.toMatchObject({ code: 'network' });
    server.on(FETCH, () => sealed(connected, fetchedMessage()));
    await createCountersignApp({ origin: server.origin, storage }).fetchTransaction(PROFILE_ID, TRANSACTION_ID);
    expect(new Set(server.requests(FETCH).map(({ headers }) => headers['message-id'])).size).toBe(1);
  });

  it('repeats the same Message-Id after a crash before the message was stored', async () => {
    const { server, storage } = connected;
    server.on(FETCH, () => sealed(connected, fetchedMessage()));
    const crashing = {
      ...storage,
      write: async (name: string, value: unknown) => {
        if (name.startsWith('shown:')) throw new Error('crash');
        await storage.write(name, value);
      },
    };
    const app = createCountersignApp({ origin: server.origin, storage: crashing });
    await expect(app.fetchTransaction(PROFILE_ID, TRANSACTION_ID)).rejects.toThrow('crash');
    await createCountersignApp({ origin: server.origin, storage }).fetchTransaction(PROFILE_ID, TRANSACTION_ID);
    expect(new Set(server.requests(FETCH).map(({ headers }) => headers['message-id'])).size).toBe(1);
  });

  it.each([
    ['already_fetched', 409],
    ['transaction_not_found', 404],
    ['transaction_closed', 410],
  ] as const)('refuses with %s', async (code, status) => {
    connected.server.on(FETCH, () => ({ status, body: { code } }));
    await expect(fetchIt()).rejects.toMatchObject({ code, httpStatus: status });
  });

  it('refuses before keys are exchanged', async () => {
    const other = await connectApp();
    await expect(other.app.fetchTransaction(PROFILE_ID, TRANSACTION_ID)).rejects.toMatchObject({
      code: 'keys_not_exchanged',
    });
    await other.server.close();
  });

  it.each([
    ['another transaction', fetchedMessage({ transaction_id: 'b3b1c3f0-0000-4000-8000-000000000000' })],
    ['no message', fetchedMessage({ message: undefined })],
    ['a number as text', fetchedMessage({ secure_message: 5 })],
    ['a list as context', fetchedMessage({ context: [] })],
    ['a short challenge', fetchedMessage({ challenge: 'AAAA' })],
    ['text that has no UTF-8', JSON.stringify(fetchedMessage()).replace('€', '\\ud800')],
    ['no object', 'null'],
    ['no JSON', 'Pay me'],
  ])('refuses a signed message with %s', async (_name, plaintext) => {
    connected.server.on(FETCH, () => sealed(connected, plaintext));
    await expect(fetchIt()).rejects.toMatchObject({ code: 'untrusted_message' });
    await expect(accept()).rejects.toMatchObject({ code: 'not_fetched' });
  });
});

describe('answer', () => {
  beforeEach(async () => {
    connected.server.on(FETCH, () => sealed(connected, fetchedMessage()));
    await fetchIt();
  });

  it('signs exactly what was displayed', async () => {
    const { server } = connected;
    server.on(ANSWER, () => authenticated);
    expect(await accept()).toEqual({ status: 'authenticated' });
    const answer = await openAnswer(connected, server.requests(ANSWER)[0]!.body);
    const { message, secure_message, context } = fetchedMessage();
    expect(answer).toEqual({
      decision: 'accept',
      displayed: { message, secure_message, context },
      signature: expect.any(String),
    });
    await expect(accept()).rejects.toMatchObject({ code: 'not_fetched' });
  });

  it('rejects with a reason', async () => {
    const { app, server } = connected;
    server.on(ANSWER, () => ({ body: { transaction_id: TRANSACTION_ID, status: 'not_authenticated' } }));
    const outcome = await app.answer(PROFILE_ID, TRANSACTION_ID, { decision: 'reject', reason: 'not_me' });
    expect(outcome).toEqual({ status: 'not_authenticated' });
    expect(await openAnswer(connected, server.requests(ANSWER)[0]!.body)).toMatchObject({
      decision: 'reject',
      reason: 'not_me',
    });
  });

  it('repeats the same message after a lost answer, also after a reload', async () => {
    const { server, storage } = connected;
    server.on(ANSWER, () => ({ cut: true }));
    await expect(accept()).rejects.toMatchObject({ code: 'network' });
    server.on(ANSWER, () => authenticated);
    const reloaded = createCountersignApp({ origin: server.origin, storage });
    expect(await reloaded.answer(PROFILE_ID, TRANSACTION_ID, { decision: 'accept' })).toEqual({
      status: 'authenticated',
    });
    const requests = server.requests(ANSWER);
    expect(requests).toHaveLength(5);
    expect(new Set(requests.map(({ headers }) => headers['message-id'])).size).toBe(1);
    expect(new Set(requests.map(({ body }) => body)).size).toBe(1);
  });

  it('sends one message when called twice at once', async () => {
    const { server } = connected;
    server.on(ANSWER, () => authenticated);
    expect(await Promise.all([accept(), accept()])).toEqual([{ status: 'authenticated' }, { status: 'authenticated' }]);
    expect(new Set(server.requests(ANSWER).map(({ headers }) => headers['message-id'])).size).toBe(1);
  });

  it('sends another message when the user changes the decision', async () => {
    const { app, server } = connected;
    server.on(ANSWER, () => ({ cut: true }));
    await expect(accept()).rejects.toThrow();
    server.on(ANSWER, () => ({ status: 410, body: { code: 'transaction_closed', status: 'authenticated' } }));
    await expect(
      app.answer(PROFILE_ID, TRANSACTION_ID, { decision: 'reject', reason: 'cancelled' }),
    ).rejects.toMatchObject({
      code: 'transaction_closed',
      transactionStatus: 'authenticated',
    });
    expect(new Set(server.requests(ANSWER).map(({ headers }) => headers['message-id'])).size).toBe(2);
  });

  it.each(['expired', 'cancelled'])('reports that it was %s and removes its stored data', async (status) => {
    connected.server.on(ANSWER, () => ({ status: 410, body: { code: 'transaction_closed', status } }));
    await expect(accept()).rejects.toMatchObject({ code: 'transaction_closed', transactionStatus: status });
    expect(await connected.storage.names('shown:')).toEqual([]);
    expect(await connected.storage.names('message:')).toEqual([]);
  });

  it('can be repeated with a new message after a refusal', async () => {
    const { server } = connected;
    server.on(
      ANSWER,
      () => ({ status: 400, body: { code: 'invalid_answer' } }),
      () => authenticated,
    );
    await expect(accept()).rejects.toMatchObject({ code: 'invalid_answer' });
    expect(await accept()).toEqual({ status: 'authenticated' });
    const [first, second] = server.requests(ANSWER);
    expect(first!.headers['message-id']).not.toBe(second!.headers['message-id']);
    expect(first!.body).not.toBe(second!.body);
  });
});
