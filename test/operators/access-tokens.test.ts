import { createHash, randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { signInOperator } from '../../dev/operators/sign-in-operator.ts';
import { accesses, isAllowed } from '../../src/domain/persons/roles/access.ts';
import { hubRoles } from '../../src/domain/persons/roles/hub-roles.ts';
import type { Deps } from '../../src/runtime/deps.ts';
import { callAdmin } from '../admin/support/admin-api.ts';
import { eventsOf } from '../admin/support/stored-events.ts';
import { addPersonWithPassword, rightPassword } from '../authentication/support/people.ts';
import { createTestDeps } from '../support/own-server.ts';
import { useStack } from '../support/stack.ts';
import { query } from '../users/support/rest.ts';
import { addOperator, signInBrowser, storeToken } from './support/operators.ts';
import type { TestOperator } from './support/operators.ts';

const { endpoints } = useStack();
const { api, postgres_url: database } = endpoints;
let deps: Deps;
let ada: TestOperator;
beforeAll(async () => {
  deps = await createTestDeps(useStack().environment);
  ada = await addOperator(deps, ['Administrator']);
});
afterAll(() => deps.close());

const configuration = (method: string, path: string, token: string, body?: object) =>
  fetch(`${api}/oauth/api/v1/configuration${path}`, {
    method,
    headers: { authorization: `Bearer ${token}`, ...(body && { 'content-type': 'application/json' }) },
    ...(body && { body: JSON.stringify(body) }),
  });

describe('the roles of operators', () => {
  it('allow an Administrator everything, and others what is theirs', () => {
    const allowed = Object.fromEntries(
      hubRoles.map((role) => [role, accesses.filter((access) => isAllowed([role], access))]),
    );
    expect(allowed['Administrator']).toEqual(accesses);
    expect(allowed).toMatchObject({
      UserObserver: ['users.read'],
      UserContributor: ['users.read', 'users.modify'],
      AuditObserver: ['events.read'],
      CommunicationObserver: ['messages.read', 'channels.read'],
      SessionObserver: ['transactions.read'],
      SessionContributor: ['transactions.read', 'transactions.modify'],
      ClientContributor: ['clients.read', 'clients.manage'],
      ClaimObserver: ['claims.read'],
      ClaimContributor: ['claims.read', 'claims.manage'],
      PolicyContributor: ['policies.read', 'policies.manage'],
      IntegrationContributor: ['integrations.read', 'integrations.manage'],
      SettingObserver: ['channels.read', 'signing-keys.read', 'settings.read'],
      SettingContributor: ['channels.read', 'signing-keys.read', 'settings.read', 'settings.manage'],
      RoleContributor: [],
    });
    expect(isAllowed([], 'users.read')).toBe(false);
  });
});

describe('the access token of a person with hub roles', () => {
  it('is one for the admin and the configuration API, and events name the person', async () => {
    expect((await ada.call('GET', `/role-assignments?user_id=${ada.id}`)).body.items).toMatchObject([
      { role_id: 'Administrator', subject: { type: 'user', id: ada.id }, given_by: null },
    ]);
    const answer = await ada.call('GET', `/users/${ada.id}`);
    expect(await eventsOf(database, answer)).toMatchObject([{ name: 'PERSON READ', agent_user: ada.id }]);
    expect((await configuration('GET', '/features', ada.token)).status).toBe(200);
    expect((await configuration('GET', '/api-clients', ada.token)).status).toBe(200);
  });

  it('allows no more than its roles', async () => {
    const helen = await addOperator(deps, ['UserObserver']);
    expect((await helen.call('GET', `/users/${ada.id}`)).status).toBe(200);
    const refused = await helen.call('POST', `/users/${ada.id}/disable`, { body: { reason: 'Mine now' } });
    expect(refused.body).toMatchObject({ status: 403, code: 'role_not_allowed', access: 'users.modify' });
    expect(await eventsOf(database, refused)).toMatchObject([
      { name: 'ADMIN ACCESS DENIED', detail: 'users.modify', agent_user: helen.id },
    ]);
    for (const path of ['/events', '/transactions', '/clients', '/role-assignments', '/identity-providers'])
      expect((await helen.call('GET', path)).status, path).toBe(403);
    expect((await configuration('GET', '/features', helen.token)).status).toBe(403);
  });

  it('is refused where it is for reading and the request is not', async () => {
    const token = await signInOperator(api, ada.credentials, { scope: 'admin:read' });
    expect((await callAdmin(api, 'GET', `/users/${ada.id}`, {}, token)).status).toBe(200);
    const body = { name: 'x', type: 'spa' };
    const refused = await callAdmin(api, 'POST', '/clients', { body }, token);
    expect(refused.body).toMatchObject({ status: 403, code: 'insufficient_scope' });
    expect((await configuration('GET', '/features', token)).status).toBe(200);
    expect((await configuration('PATCH', '/features', token, {})).status).toBe(403);
  });

  it('configures settings with the role for that, and no API client', async () => {
    const sam = await addOperator(deps, ['SettingContributor']);
    expect((await configuration('PATCH', '/features', sam.token, {})).status).toBe(204);
    const created = await configuration('POST', '/api-clients', sam.token, {
      name: 'x',
      scopes: ['onegini_api_admin'],
    });
    expect([created.status, (await created.json()) as object]).toMatchObject([403, { code: 'forbidden' }]);
    const olga = await addOperator(deps, ['SettingObserver']);
    expect((await configuration('GET', '/features', olga.token)).status).toBe(200);
    expect((await configuration('PATCH', '/features', olga.token, {})).status).toBe(403);
  });

  it('is refused of a person without a role', async () => {
    const { email } = await addPersonWithPassword(deps);
    const token = await signInOperator(api, { username: email, password: rightPassword });
    expect((await callAdmin(api, 'GET', '/users?q=ada', {}, token)).body).toMatchObject({ code: 'role_not_allowed' });
    expect((await configuration('GET', '/features', token)).status).toBe(403);
  });

  it('ends with the roles, with the session, and when the person is disabled', async () => {
    const tom = await addOperator(deps, ['UserObserver']);
    await query('delete from role_assignment where person_id = $1', [tom.id]);
    expect((await tom.call('GET', `/users/${ada.id}`)).status).toBe(403);
    const uma = await addOperator(deps, ['UserObserver']);
    await query("delete from oauth_artifact where model = 'Session' and account_id = $1", [uma.id]);
    expect((await uma.call('GET', `/users/${ada.id}`)).status).toBe(401);
    const vic = await addOperator(deps, ['UserObserver']);
    expect((await ada.call('POST', `/users/${vic.id}/disable`, { body: { reason: 'Left' } })).status).toBe(200);
    expect((await vic.call('GET', `/users/${ada.id}`)).status).toBe(401);
  });

  it.each([
    ['of another audience', () => storeToken(deps, ada.id, { aud: `${api}/self-service` })],
    ['of no audience', () => storeToken(deps, ada.id, { aud: undefined })],
    ['without the scope', () => storeToken(deps, ada.id, { scope: 'openid self_service' })],
    ['of a client that is not built in', () => storeToken(deps, ada.id, {}, 'a-client-of-a-table')],
    ['that is bound to a key', () => storeToken(deps, ada.id, { jkt: 'x' })],
    ['that was never given', () => Promise.resolve(randomBytes(32).toString('base64url'))],
  ])('is refused when it is one %s', async (_, make) => {
    const token = await make();
    const refused = await callAdmin(api, 'GET', `/users/${ada.id}`, {}, token);
    expect(refused.body).toMatchObject({ status: 401, code: 'invalid_session' });
    expect(refused.headers.get('www-authenticate')).toContain(
      'Bearer realm="countersign-admin", error="invalid_token"',
    );
    const configured = await configuration('GET', '/features', token);
    expect([configured.status, configured.headers.get('www-authenticate')]).toEqual([
      401,
      expect.stringContaining('Bearer realm="countersign-admin", error="invalid_token"'),
    ]);
  });

  it('is accepted with that payload otherwise, which is what the refusals above are about', async () => {
    expect((await callAdmin(api, 'GET', `/users/${ada.id}`, {}, await storeToken(deps, ada.id, {}))).status).toBe(200);
  });
});

describe('GET /admin/v1/me', () => {
  it('answers who calls and what they may do', async () => {
    const { status, body } = await ada.call('GET', '/me');
    expect(status).toBe(200);
    expect(body).toEqual({
      operator: { id: ada.id, username: null, display_name: null },
      roles: ['Administrator'],
      access: accesses,
      level: 1,
      auth_time: expect.stringMatching(/^\d{4}-.*Z$/),
    });
    const helpdesk = await callAdmin(api, 'GET', '/me', {}, useStack().operatorTokens['helpdesk']);
    expect(helpdesk.body).toMatchObject({
      operator: { id: 'helpdesk', username: 'helpdesk', display_name: 'Henry Helpdesk' },
      roles: ['UserObserver'],
      access: ['users.read'],
    });
  });

  it('is not cached and not readable from another origin', async () => {
    const answer = await ada.call('GET', '/me', { headers: { origin: 'https://evil.example' } });
    expect(answer.headers.get('cache-control')).toContain('no-store');
    expect(answer.headers.get('cross-origin-resource-policy')).toBe('same-origin');
    expect([...answer.headers.keys()].filter((name) => name.startsWith('access-control-'))).toEqual([]);
    expect((await callAdmin(api, 'GET', '/me')).status).toBe(401);
  });
});

describe('a token that is none', () => {
  it.each([
    ['no token', {}],
    ['a malformed token', { authorization: 'Bearer x' }],
    ['an unknown token', { authorization: `Bearer ${'A'.repeat(43)}` }],
    ['another scheme', { authorization: 'Basic YWRtaW46YWRtaW4=' }],
    ['a token of 10 kB', { authorization: `Bearer ${'A'.repeat(10_000)}` }],
  ])('is refused: %s', async (_, headers) => {
    for (const path of ['/me', '/role-assignments', '/nothing']) {
      const answer = await callAdmin(api, 'GET', path, { headers });
      expect([answer.status, answer.body.code]).toEqual([401, 'invalid_session']);
      expect(answer.headers.get('www-authenticate')).toContain(
        'Bearer realm="countersign-admin", error="invalid_token"',
      );
    }
  });

  it('is not made up for by the credentials of an API client', async () => {
    const { id, secret } = useStack().endpoints.clients.administration;
    const authorization = `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`;
    expect((await callAdmin(api, 'GET', '/role-assignments', { headers: { authorization } })).status).toBe(401);
  });

  it('is recorded ten times from an address, and always refused', async () => {
    const from = { 'x-request-id': `none-${randomBytes(8).toString('hex')}` };
    for (let round = 0; round < 12; round += 1) {
      const token = randomBytes(32).toString('base64url');
      expect((await callAdmin(api, 'GET', '/me', { headers: from }, token)).status).toBe(401);
    }
    const rows = await query("select 1 from event where request_id = $1 and name = 'ADMIN AUTHENTICATION FAILED'", [
      from['x-request-id'],
    ]);
    expect(rows.length).toBeLessThanOrEqual(10);
  });
});

describe('a page that leads the browser of an operator to the authorization server', () => {
  const leading = (more: object) =>
    `${api}/oauth/authorize?${new URLSearchParams({
      client_id: 'countersign-operators',
      redirect_uri: 'http://127.0.0.1:4444/callback',
      response_type: 'code',
      scope: 'openid admin',
      resource: `${api}/admin`,
      state: 'attack',
      code_challenge: createHash('sha256').update('of the attacker').digest('base64url'),
      code_challenge_method: 'S256',
      ...more,
    }).toString()}`;
  const visit = async (url: string, cookie: string) => {
    const response = await fetch(url, { redirect: 'manual', headers: { cookie } });
    return new URL(response.headers.get('location') as string);
  };

  it('gets no code without the operator, who is asked each time', async () => {
    const { cookie = '' } = await signInBrowser(ada.credentials);
    for (let round = 0; round < 2; round += 1) {
      const asked = await visit(leading({}), cookie);
      expect(asked.pathname).toBe('/consent');
    }
    const silent = await visit(leading({ prompt: 'none' }), cookie);
    expect([silent.searchParams.get('error'), silent.searchParams.get('code')]).toEqual(['interaction_required', null]);
  });

  it('gets none at an address of another machine', async () => {
    for (const redirect_uri of [
      'http://127.0.0.1.evil.example/callback',
      'http://localhost/callback',
      'https://evil.example/callback',
      'http://127.0.0.1/other',
    ]) {
      const answer = await fetch(leading({ redirect_uri }), { redirect: 'manual' });
      expect([answer.status, answer.headers.get('location')]).toEqual([400, null]);
    }
  });

  it('has no use of the grants that need no browser', async () => {
    for (const path of ['/oauth/device/auth', '/oauth/backchannel', '/oauth/token']) {
      const body = new URLSearchParams({
        client_id: 'countersign-operators',
        scope: 'openid admin',
        grant_type: 'client_credentials',
        login_hint: ada.id,
      });
      const answer = await fetch(`${api}${path}`, { method: 'POST', body });
      expect([400, 401], path).toContain(answer.status);
    }
  });
});

describe('a client of a table', () => {
  it('gets no token for the admin API', async () => {
    const spa = {
      name: 'Shop',
      type: 'spa',
      grant_types: ['authorization_code'],
      redirect_uris: ['https://x.example/'],
    };
    const named = await ada.call('POST', '/clients', { body: { ...spa, resources: [`${api}/admin`] } });
    expect(named.body).toMatchObject({ code: 'client_metadata_invalid', field: 'resources' });
  });
});
