import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createPgpSession, generateProfileKeys, readServerKey } from '../../app-sdk/key-enrollment/pgp.ts';
import { createCountersignApp } from '../../app-sdk/index.ts';
import { connectApp, PROFILE_ID, type Connected } from './support/connected-app.ts';
import { ANSWER, FETCH, fetchedMessage, STREAM, TRANSACTION_ID } from './support/transaction-server.ts';
import type { Received, Reply } from './support/protocol-server.ts';

const KEYS = 'POST /app/v1/key-enrollment';
const LIST = 'GET /app/v1/transactions';

let connected: Connected;
/** Keys of the server, the newest last. */
let serverKeys: { privateKey: string; publicKey: string }[];
let profileKey: string;

beforeEach(async () => {
  connected = await connectApp();
  serverKeys = [await newKey()];
  connected.server.on(KEYS, exchange);
  await connected.app.enrollKeys(PROFILE_ID);
  connected.server.on(LIST, list);
});
afterEach(() => connected.server.close());

const newKey = () => generateProfileKeys('countersign', new Date());
const newest = () => serverKeys.at(-1)!;

function exchange({ body }: Received): Reply {
  profileKey = (JSON.parse(body) as { public_key: string }).public_key;
  return { body: { server_public_key: newest().publicKey } };
}

async function list(): Promise<Reply> {
  const key = await readServerKey(newest().publicKey);
  return { body: { transactions: [], server_key_fingerprint: key.getFingerprint() } };
}

async function sealedBy(key: { privateKey: string }): Promise<Reply> {
  const session = await createPgpSession(key.privateKey, profileKey);
  return {
    body: { message: await session.seal(new TextEncoder().encode(JSON.stringify(fetchedMessage())), new Date()) },
  };
}

describe('a new key of the server', () => {
  it('is adopted when the list names it, with the same key of the profile', async () => {
    const { app, server } = connected;
    await app.transactions(PROFILE_ID);
    expect(server.requests(KEYS)).toHaveLength(1);
    serverKeys.push(await newKey());
    await app.transactions(PROFILE_ID);
    await app.transactions(PROFILE_ID);
    const [first, second, ...more] = server.requests(KEYS);
    expect(more).toEqual([]);
    expect(second!.body).toBe(first!.body);
    expect(second!.headers['message-id']).not.toBe(first!.headers['message-id']);
    server.on(FETCH, () => sealedBy(newest()));
    expect(await app.fetchTransaction(PROFILE_ID, TRANSACTION_ID)).toMatchObject({ message: 'Pay € 84.20?' });
  });

  it('is adopted when the stream names it', async () => {
    const { app, server } = connected;
    serverKeys.push(await newKey());
    const { body } = await list();
    server.on(STREAM, () => ({
      stream: (response) => response.write(`event: transactions\ndata: ${JSON.stringify(body)}\n\n`),
    }));
    const stop = new AbortController();
    await app.watchTransactions(PROFILE_ID, () => stop.abort(), stop.signal);
    expect(server.requests(KEYS)).toHaveLength(2);
  });

  it('is requested only once when the server answers with a different key', async () => {
    const { app, server } = connected;
    server.on(LIST, () => ({ body: { transactions: [], server_key_fingerprint: 'ab'.repeat(32) } }));
    await app.transactions(PROFILE_ID);
    await app.transactions(PROFILE_ID);
    expect(server.requests(KEYS)).toHaveLength(2);
  });

  it('is requested again later when the exchange fails, and the list is returned meanwhile', async () => {
    const { app, server } = connected;
    serverKeys.push(await newKey());
    server.on(KEYS, () => ({ status: 503, body: { code: 'engine_unreachable' } }));
    expect(await app.transactions(PROFILE_ID)).toEqual([]);
    server.on(FETCH, () => sealedBy(serverKeys[0]!));
    expect(await app.fetchTransaction(PROFILE_ID, TRANSACTION_ID)).toMatchObject({ message: 'Pay € 84.20?' });
    server.on(KEYS, exchange);
    await app.transactions(PROFILE_ID);
    expect(server.requests(KEYS)).toHaveLength(3);
  });

  it('is refused when it is not a key of the protocol, and the old one stays', async () => {
    const { app, server } = connected;
    serverKeys.push(await newKey());
    const foreign = 'not a key';
    server.on(KEYS, () => ({ body: { server_public_key: foreign } }));
    await expect(app.transactions(PROFILE_ID)).rejects.toMatchObject({ code: 'untrusted_message' });
    server.on(FETCH, () => sealedBy(serverKeys[0]!));
    expect(await app.fetchTransaction(PROFILE_ID, TRANSACTION_ID)).toMatchObject({ message: 'Pay € 84.20?' });
  });

  it('is not adopted from a message that an unknown key signed', async () => {
    const { app, server } = connected;
    const stranger = await newKey();
    server.on(FETCH, () => sealedBy(stranger));
    await expect(app.fetchTransaction(PROFILE_ID, TRANSACTION_ID)).rejects.toMatchObject({ code: 'untrusted_message' });
  });
});

describe('a server that no longer accepts the keys', () => {
  const refused = { status: 409, body: { code: 'keys_not_exchanged' } };

  it('gets new keys before a fetch or an answer is repeated', async () => {
    const { app, server } = connected;
    server.on(
      FETCH,
      () => refused,
      () => sealedBy(newest()),
    );
    serverKeys.push(await newKey());
    await app.fetchTransaction(PROFILE_ID, TRANSACTION_ID);
    expect(server.requests(KEYS)).toHaveLength(2);
    server.on(
      ANSWER,
      () => refused,
      () => ({ body: { transaction_id: TRANSACTION_ID, status: 'authenticated' } }),
    );
    serverKeys.push(await newKey());
    expect(await app.answer(PROFILE_ID, TRANSACTION_ID, { decision: 'accept' })).toEqual({ status: 'authenticated' });
    expect(server.requests(KEYS)).toHaveLength(3);
    const backend = await createPgpSession(newest().privateKey, profileKey);
    const { message } = JSON.parse(server.requests(ANSWER)[1]!.body) as { message: string };
    expect(new TextDecoder().decode(await backend.open(message, new Date()))).toContain('"decision":"accept"');
  });

  it('gets new keys only once', async () => {
    const { app, server } = connected;
    server.on(FETCH, () => refused);
    await expect(app.fetchTransaction(PROFILE_ID, TRANSACTION_ID)).rejects.toMatchObject({
      code: 'keys_not_exchanged',
    });
    expect(server.requests(FETCH)).toHaveLength(2);
    expect(server.requests(KEYS)).toHaveLength(2);
  });

  it('gets new keys from one tab; another tab reads them from storage', async () => {
    const { app, server, storage } = connected;
    const other = createCountersignApp({ origin: server.origin, storage });
    await other.transactions(PROFILE_ID);
    serverKeys.push(await newKey());
    await app.transactions(PROFILE_ID);
    await other.transactions(PROFILE_ID);
    expect(server.requests(KEYS)).toHaveLength(2);
  });
});
