import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { signIn } from '../admin/support/admin-api.ts';
import type { SignedIn } from '../admin/support/admin-api.ts';
import { addClient, addResource, addSecret } from '../oauth-clients/support/registry.ts';
import { startOwnServer } from '../support/own-server.ts';
import type { OwnServer } from '../support/own-server.ts';
import { query } from '../support/query.ts';
import { basic, callForm } from '../support/website.ts';

let server: OwnServer;
let admin: SignedIn;
beforeAll(async () => {
  server = await startOwnServer({ COUNTERSIGN_TRUSTED_PROXIES: '1' });
  admin = await signIn(server.endpoints.api, server.endpoints.operators.admin);
});
afterAll(() => server.stop());

/** Wrong secrets of one client at one address in ten minutes. */
const most = 20;
let addresses = 0;
const newAddress = () => `198.51.100.${(addresses += 1)}`;

async function addService() {
  const { identifier } = await addResource(admin);
  const { client_id: id } = await addClient(admin, { resources: [identifier] });
  return { id, secret: (await addSecret(admin, id)).client_secret };
}

function ask(client: { id: string; secret: string }, address: string) {
  return callForm(
    'POST',
    `${server.endpoints.api}/oauth/token`,
    { grant_type: 'client_credentials' },
    {
      authorization: basic(client),
      'x-forwarded-for': address,
    },
  );
}

const guess = (id: string, address: string, times: number) =>
  Promise.all(Array.from({ length: times }, (_, index) => ask({ id, secret: `wrong-${index}` }, address)));

describe('guessed secrets of OAuth clients', () => {
  it('block the client beyond the limit, for the right secret too, with the same answer and Retry-After', async () => {
    const [client, address] = [await addService(), newAddress()];
    const [first] = await guess(client.id, address, most);
    expect(first!.headers.get('retry-after')).toBeNull();
    const right = await ask(client, address);
    expect([right.status, right.body]).toEqual([401, first!.body]);
    expect(Number(right.headers.get('retry-after'))).toBeGreaterThan(500);
  });

  it('do not block the client at another address, nor where it authenticated before', async () => {
    const [client, known] = [await addService(), newAddress()];
    expect((await ask(client, known)).status).toBe(200);
    await guess(client.id, known, most + 5);
    for (const address of [known, newAddress()]) expect((await ask(client, address)).status).toBe(200);
  });

  it('are limited for an unknown client as for a known one', async () => {
    const address = newAddress();
    await guess('unknown-client', address, most);
    const answer = await ask({ id: 'unknown-client', secret: 'wrong' }, address);
    expect(answer.status).toBe(401);
    expect(answer.headers.get('retry-after')).not.toBeNull();
  });

  it.each([
    '/oauth/token',
    '/oauth/par',
    '/oauth/device/auth',
    '/oauth/backchannel',
    '/oauth/token/introspect',
    '/oauth/token/revocation',
  ])('are recorded at %s', async (path) => {
    const [client, address] = [await addService(), newAddress()];
    const wrong = { authorization: basic({ ...client, secret: 'wrong' }), 'x-forwarded-for': address };
    const body = { grant_type: 'client_credentials', token: 'x', scope: 'openid', login_hint: 'x' };
    const answer = await callForm('POST', `${server.endpoints.api}${path}`, body, wrong);
    expect([answer.status, answer.body.error]).toEqual([401, 'invalid_client']);
    const sql = "select client_id from event where client_ip = $1 and name = 'API AUTHENTICATION FAILED'";
    const recorded = () => query(server.endpoints.postgres_url, sql, [address]);
    await expect.poll(recorded).toEqual([{ client_id: client.id }]);
  });

  it('record an event for each failure and one for the limit', async () => {
    const [client, address] = [await addService(), newAddress()];
    await guess(client.id, address, most + 5);
    const sql =
      "select name, count(*) from event where client_id = $1 and name like 'API AUTHENTICATION%' group by name order by name";
    const count = () => query<{ name: string; count: string }>(server.endpoints.postgres_url, sql, [client.id]);
    await expect.poll(count).toEqual([
      { name: 'API AUTHENTICATION BLOCKED', count: '1' },
      { name: 'API AUTHENTICATION FAILED', count: String(most + 5) },
    ]);
  });
});
