import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { signIn } from '../admin/support/admin-api.ts';
import type { SignedIn } from '../admin/support/admin-api.ts';
import { useStack } from '../support/stack.ts';
import { query } from '../users/support/rest.ts';

const { endpoints } = useStack();
const path = '/initial-access-tokens';
let admin: SignedIn;
beforeAll(async () => {
  admin = await signIn(endpoints.api, endpoints.operators.admin);
});

const register = (token: string, metadata: object) =>
  fetch(`${endpoints.api}/oauth/register`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify(metadata),
  });
const eventsOf = async (id: string) =>
  (await query<{ name: string }>('select name from event where subject_id = $1', [id])).map(({ name }) => name);

describe('/admin/v1/initial-access-tokens', () => {
  it('makes a token that is shown once, lists it, and revokes it', async () => {
    const body = { name: `Partners ${randomUUID()}`, max_clients: 2 };
    const made = await admin.call('POST', path, { body });
    const { initial_access_token: token, ...shown } = made.body;
    expect([made.status, shown]).toEqual([
      201,
      {
        ...{ ...body, id: expect.any(String), clients: 0, owner: expect.any(String), revoked_at: null },
        policy: { grant_types: ['authorization_code'], scopes: [], resources: [], redirect_hosts: [] },
        ...{ created_at: expect.any(String), expires_at: expect.any(String) },
      },
    ]);
    const metadata = { client_name: 'Test', redirect_uris: ['https://app.example/callback'] };
    const registered = await register(token, metadata);
    expect(registered.status).toBe(201);
    const { client_id: id } = (await registered.json()) as { client_id: string };
    // The next request of any process may be that of the client.
    expect((await admin.call('GET', `/clients/${id}`)).body).toMatchObject({
      ...{ registered_by: shown.id, owner: shown.owner },
    });
    const { body: page } = await admin.call('GET', `${path}?limit=100`);
    expect(page.items).toContainEqual({ ...shown, clients: 1 });
    for (let time = 0; time < 2; time += 1)
      expect((await admin.call('DELETE', `${path}/${shown.id}`)).status).toBe(204);
    expect((await register(token, metadata)).status).toBe(401);
    expect((await admin.call('GET', `/clients/${id}`)).status).toBe(200);
    const names = await eventsOf(shown.id);
    expect(names.toSorted()).toEqual(['INITIAL ACCESS TOKEN CREATED', 'INITIAL ACCESS TOKEN REVOKED']);
  });

  it('refuses a resource that there is not, grants for absent people, and an unknown token', async () => {
    const name = 'Partners';
    const refused = async (policy: object) => {
      const { status, body } = await admin.call('POST', path, { body: { name, policy } });
      return [status, body.code];
    };
    expect(await refused({ resources: [`https://api.example/${randomUUID()}`] })).toEqual([
      422,
      'client_metadata_invalid',
    ]);
    for (const grant of ['urn:openid:params:grant-type:ciba', 'implicit'])
      expect(await refused({ grant_types: [grant] })).toEqual([400, 'invalid_request']);
    expect(await refused({ first_party: true })).toEqual([400, 'invalid_request']);
    const unknown = await admin.call('DELETE', `${path}/${randomUUID()}`);
    expect([unknown.status, unknown.body.code]).toEqual([404, 'initial_access_token_not_found']);
  });
});
