import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { estimateBits } from '../../src/domain/configuration/credentials/client-secret-rules.ts';
import { createConfigurationApi, newClient } from '../configuration/support/configuration-api.ts';
import type { ConfigurationApi } from '../configuration/support/configuration-api.ts';
import { eventually } from '../support/enrolled-phone.ts';
import { startOwnServer } from '../support/own-server.ts';
import type { OwnServer } from '../support/own-server.ts';
import { query } from '../support/query.ts';
import { basic, callForm } from '../support/website.ts';
import type { Answer } from '../support/website.ts';

let server: OwnServer;
let api: ConfigurationApi;
beforeAll(async () => {
  server = await startOwnServer({ COUNTERSIGN_TRUSTED_PROXIES: '1' });
  api = createConfigurationApi(server.endpoints);
});
afterAll(() => server.stop());

type Client = ReturnType<typeof newClient>;

/** Failures in ten minutes of one client at one address, and of all clients at one address. */
const [mostOfClient, mostOfAddress] = [20, 100];
let addresses = 0;
const newAddress = () => `198.51.100.${(addresses += 1)}`;

async function createClient(): Promise<Client> {
  const client = newClient();
  const body = { name: 'Portal', client_id: client.id, client_secret: client.secret, scopes: ['onegini_api_admin'] };
  expect((await api.post('/api-clients', body)).status).toBe(201);
  return client;
}

function call(client: Client, address: string, where = server.endpoints.api): Promise<Answer> {
  return callForm('GET', `${where}/oauth/api/v1/events`, undefined, {
    authorization: basic(client),
    'x-forwarded-for': address,
  });
}

const guess = (client: Client, address: string) => call({ ...client, secret: newClient().secret }, address);
const isBlocked = ({ status, headers }: Answer) => status === 401 && headers.get('retry-after') !== null;

async function guessMany(client: Client, address: string, times: number): Promise<Answer[]> {
  return Promise.all(Array.from({ length: times }, () => guess(client, address)));
}

/** True also when the client lacks a scope, which does not matter here. */
const isAuthenticated = ({ status }: Answer) => status === 200 || status === 403;

describe('guessed client secrets', () => {
  it('block a client at an address beyond the limit, for the right secret too, with Retry-After', async () => {
    const [client, address] = [await createClient(), newAddress()];
    const answers = await guessMany(client, address, mostOfClient);
    expect(answers.every(({ status }) => status === 401)).toBe(true);
    expect(answers.some(isBlocked)).toBe(false);
    const right = await call(client, address);
    expect(isBlocked(right)).toBe(true);
    expect(Number(right.headers.get('retry-after'))).toBeGreaterThan(500);
  });

  it('get the same status and body beyond the limit as below it', async () => {
    const [client, address] = [await createClient(), newAddress()];
    const [first] = await guessMany(client, address, mostOfClient);
    const blocked = await call(client, address);
    expect([blocked.status, blocked.body]).toEqual([first?.status, first?.body]);
  });

  it('are counted before they are compared, so that fifty concurrent ones cannot exceed the limit', async () => {
    const [client, address] = [await createClient(), newAddress()];
    const answers = await guessMany(client, address, 50);
    expect(answers.filter((answer) => !isBlocked(answer))).toHaveLength(mostOfClient);
  });

  it('do not block the client at another address', async () => {
    const client = await createClient();
    await guessMany(client, newAddress(), mostOfClient + 5);
    expect(isAuthenticated(await call(client, newAddress()))).toBe(true);
  });

  it('do not block a client at an address where it authenticated before, also at another process', async () => {
    const [client, address] = [await createClient(), newAddress()];
    expect(isAuthenticated(await call(client, address))).toBe(true);
    expect((await guessMany(client, address, mostOfClient + 5)).some(isBlocked)).toBe(true);
    expect(isAuthenticated(await call(client, address))).toBe(true);
    const other = await server.instance.startServer({ COUNTERSIGN_TRUSTED_PROXIES: '1' });
    expect(isAuthenticated(await call(client, address, other.url))).toBe(true);
  });

  it('are limited per address over all clients, unknown clients included', async () => {
    const address = newAddress();
    expect((await guessMany(newClient(), address, mostOfClient)).some(isBlocked)).toBe(false);
    for (let rest = mostOfAddress - mostOfClient; rest > 0; rest -= mostOfClient)
      expect((await guessMany(await createClient(), address, mostOfClient)).some(isBlocked)).toBe(false);
    expect(isBlocked(await call(await createClient(), address))).toBe(true);
  });

  it('are limited for an unknown client as for a known one', async () => {
    const address = newAddress();
    const answers = await guessMany(newClient(), address, mostOfClient + 1);
    expect(answers.filter(isBlocked)).toHaveLength(1);
  });

  it('are counted together for the IPv6 networks of one subscriber', async () => {
    const client = await createClient();
    for (let network = 0; network < mostOfClient; network++) await guess(client, `2001:db8:77:${network}::1`);
    expect(isBlocked(await call(client, '2001:db8:77:ffff::1'))).toBe(true);
    expect(isAuthenticated(await call(client, '2001:db8:78::1'))).toBe(true);
  });

  it('record one event when the limit is reached', async () => {
    const [client, address] = [await createClient(), newAddress()];
    await guessMany(client, address, mostOfClient + 10);
    const blocked = `select client_id, detail from event where name = 'API AUTHENTICATION BLOCKED' and client_ip = $1`;
    const events = await eventually(async () => {
      const found = await query(server.endpoints.postgres_url, blocked, [address]);
      return found.length > 0 ? found : undefined;
    });
    expect(events).toEqual([{ client_id: client.id, detail: 'client' }]);
  });

  it('are forgotten when the right secret follows below the limit', async () => {
    const [client, address] = [await createClient(), newAddress()];
    for (let round = 0; round < 3; round++) {
      await guessMany(client, address, 5);
      expect(isAuthenticated(await call(client, address))).toBe(true);
    }
  });
});

describe('the strength of a client secret', () => {
  const weak = [
    ['a sequence of letters', 'abcdefghijklmnop'],
    ['a sequence of digits', '0123456789012345'],
    ['a word and a sequence', 'Password12345678'],
    ['a repeated word', 'changemechangeme1'],
    ['a word and a year, twice', 'Welcome2023Welcome2023'],
    ['digits', '8842019374650129'],
    ['one repeated letter', 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa'],
  ] as const;

  it.each(weak)('is too low for a new client: %s', async (_, secret) => {
    const { status, body } = await api.post('/api-clients', {
      name: 'Portal',
      client_id: `client-${randomUUID()}`,
      client_secret: secret,
    });
    expect([status, body.details[0].code]).toEqual([400, 'weak_secret']);
    expect(JSON.stringify(body)).not.toContain(secret);
  });

  it.each(weak)('is too low for an existing client: %s', async (_, secret) => {
    const client = await createClient();
    const { status, body } = await api.patch(`/api-clients/${client.id}`, { client_secret: secret });
    expect([status, body.details[0].code]).toEqual([400, 'weak_secret']);
    expect(isAuthenticated(await call(client, newAddress()))).toBe(true);
  });

  it.each([
    ['16 random letters and digits', 'x7Kq2m9ZpL4vTn8R'],
    ['16 hexadecimal digits', '4f1c9a7be2d03586'],
    ['64 hexadecimal digits', '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08'],
    ['several words', 'verySecretClientSecret'],
  ])('is enough: %s', (_, secret) => expect(estimateBits(secret)).toBeGreaterThan(80));
});
