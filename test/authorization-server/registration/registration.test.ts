import * as openid from 'openid-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  createInitialAccessToken,
  revokeInitialAccessToken,
} from '../../../src/commands/tokens/clients/registration/initial-access-tokens.ts';
import type { RegistrationPolicy } from '../../../src/domain/tokens/clients/registration-policy.ts';
import { Event } from '../../../src/entities/events/event.ts';
import { InitialAccessToken } from '../../../src/entities/tokens/initial-access-token.ts';
import { OauthArtifact } from '../../../src/entities/tokens/oauth-artifact.ts';
import { OauthClientSecret } from '../../../src/entities/tokens/oauth-client-secret.ts';
import { OauthClient } from '../../../src/entities/tokens/oauth-client.ts';
import { AuthorizationServerUnderTest } from '../support/authorization-server-under-test.ts';
import {
  addApi,
  addPerson,
  exchange,
  finish,
  interactionOf,
  redirectUri,
  requestSignIn,
  signInOf,
} from '../support/sign-in.ts';
import { TestBrowser } from '../support/test-browser.ts';

let oauth: AuthorizationServerUnderTest;
let api: string;
beforeAll(async () => {
  oauth = await AuthorizationServerUnderTest.start();
  api = await addApi(oauth);
});
afterAll(() => oauth?.stop());

const site = { client_name: 'Orders', redirect_uris: [redirectUri] };
const service = { client_name: 'Nightly', grant_types: ['client_credentials'], response_types: [] };

async function addToken(policy: Partial<RegistrationPolicy> = {}, mostClients = 100) {
  return createInitialAccessToken(oauth.deps, {
    ...{ name: 'Partners', mostClients, expiresInDays: 1, owner: 'an-operator', origin: { requestId: 'test' } },
    policy: {
      grantTypes: ['authorization_code', 'refresh_token', 'client_credentials'],
      scopes: ['profile', 'offline_access', 'read'],
      resources: [api],
      redirectHosts: [],
      ...policy,
    },
  });
}

type Answer = { status: number; headers: Headers; body: Record<string, unknown> };

async function call(method: string, url: string, token: string | undefined, body?: object | string): Promise<Answer> {
  const response = await fetch(url, {
    method,
    headers: {
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...(body !== undefined && { 'content-type': 'application/json' }),
    },
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: text === '' ? {} : JSON.parse(text) };
}

const register = (token: string | undefined, metadata: object | string) =>
  call('POST', `${oauth.url}/oauth/register`, token, metadata);
const managed = ({ body }: Answer, method: string, metadata?: object, token = body['registration_access_token']) =>
  call(method, String(body['registration_client_uri']), token as string, metadata);
const rowOf = ({ body }: Answer) =>
  oauth.deps.em().findOne(OauthClient, { id: String(body['client_id']) }, { disableIdentityMap: true });

/** A person signs in and allows what the client asks for: it is of another house. */
async function allow(url: string, person: string): Promise<URL> {
  const browser = new TestBrowser();
  const interaction = interactionOf((await browser.follow(url)).location);
  const { body } = await finish(oauth, browser, { interaction, proven: signInOf(person) });
  const page = new URL((await browser.follow(body.redirect_to!)).location!);
  const given = { scopes: ['openid', 'profile'], claims: [], remember: false, language: 'en' };
  const parameters = { session: page.searchParams.get('session_id') ?? '', answer: JSON.stringify(given) };
  const { text } = await browser.visit(`${oauth.url}/authentication/consent-give?${new URLSearchParams(parameters)}`);
  return new URL((await browser.follow(JSON.parse(text).redirect_to)).location!);
}

describe('POST /oauth/register (RFC 7591)', () => {
  it('adds a client of openid-client, which signs a person in', async () => {
    const { row, token } = await addToken();
    const configuration = await openid.dynamicClientRegistration(
      new URL(`${oauth.url}/oauth`),
      { ...site, scope: 'openid profile', client_uri: 'https://orders.example/' },
      undefined,
      { initialAccessToken: token, execute: [openid.allowInsecureRequests] },
    );
    const { client_id: id, client_secret: secret } = configuration.clientMetadata();
    expect(configuration.serverMetadata().registration_endpoint).toBe(`${oauth.url}/oauth/register`);
    const found = { id, secret: String(secret), configuration };
    const person = await addPerson(oauth);
    const request = await requestSignIn(found, { scope: 'openid profile' });
    const signed = await exchange(found, await allow(request.url, person), request);
    expect(signed.claims()).toMatchObject({ sub: person, aud: id });
    expect(await oauth.deps.em().findOne(OauthClient, { id })).toMatchObject({
      ...{ name: 'Orders', type: 'confidential', tokenEndpointAuthMethod: 'client_secret_basic', enabled: true },
      ...{ redirectUris: [redirectUri], scopes: ['profile'], resources: [api], firstParty: false },
      ...{ registeredBy: row.id, owner: 'an-operator' },
    });
    expect(await oauth.deps.em().count(Event, { name: 'CLIENT REGISTERED', subjectId: id })).toBe(1);
  });

  it('names what is kept of the client, and keeps only hashes of its secret and its token', async () => {
    const { token } = await addToken();
    const asked = { ...site, contacts: ['x@orders.example'], first_party: true, session_management: true };
    const answer = await register(token, asked);
    expect([answer.status, answer.headers.get('cache-control')]).toEqual([201, 'no-store']);
    expect(answer.body).toEqual({
      ...{ client_id: expect.stringMatching(/^client-[0-9a-f]{24}$/), client_id_issued_at: expect.any(Number) },
      ...{ client_secret: expect.stringMatching(/^[\w-]{43}$/), client_secret_expires_at: 0, ...site },
      ...{ application_type: 'web', token_endpoint_auth_method: 'client_secret_basic' },
      ...{ grant_types: ['authorization_code'], response_types: ['code'], post_logout_redirect_uris: [] },
      ...{ scope: 'openid profile read', id_token_signed_response_alg: 'ES256', dpop_bound_access_tokens: false },
      ...{ tls_client_certificate_bound_access_tokens: false, require_pushed_authorization_requests: false },
      registration_access_token: expect.any(String),
      registration_client_uri: `${oauth.url}/oauth/register/${String(answer.body['client_id'])}`,
    });
    expect(await rowOf(answer)).toMatchObject({ firstParty: false, sessionManagement: false });
    const em = oauth.deps.em();
    const kept = JSON.stringify([
      await em.find(OauthClientSecret, { client: String(answer.body['client_id']) }),
      await em.find(OauthArtifact, { model: 'RegistrationAccessToken' }),
      await em.findAll(InitialAccessToken),
    ]);
    for (const secret of [token, answer.body['client_secret'], answer.body['registration_access_token']])
      expect(kept).not.toContain(secret);
  });

  it('adds a public client, one with keys, and a service that gets a token at once', async () => {
    const { token } = await addToken();
    const app = { ...site, token_endpoint_auth_method: 'none', application_type: 'native' };
    const native = await register(token, app);
    expect(native).toMatchObject({ status: 201, body: { application_type: 'native', scope: 'openid profile read' } });
    expect(native.body).not.toHaveProperty('client_secret');
    expect(await rowOf(native)).toMatchObject({ type: 'native' });
    const added = await register(token, { ...service, scope: 'read' });
    const form = { grant_type: 'client_credentials', scope: 'read', resource: api };
    const { client_id, client_secret } = added.body as Record<string, string>;
    const basic = `Basic ${Buffer.from(`${client_id}:${client_secret}`).toString('base64')}`;
    expect(await oauth.post('/oauth/token', form, { authorization: basic })).toMatchObject({ status: 200 });
  });

  it('refuses a caller without a token, with an unknown, revoked, expired or used up one, alike', async () => {
    const [revoked, expired, used] = [await addToken(), await addToken(), await addToken({}, 1)];
    await revokeInitialAccessToken(oauth.deps, { id: revoked.row.id, origin: { requestId: 'test' } });
    await oauth.deps.em().nativeUpdate(InitialAccessToken, { id: expired.row.id }, { expiresAt: new Date(0) });
    expect((await register(used.token, site)).status).toBe(201);
    const answers = [];
    for (const token of ['csi_unknown', revoked.token, expired.token, used.token])
      answers.push(await register(token, site));
    for (const { status, body } of answers)
      expect([status, body]).toEqual([401, { error: 'invalid_token', error_description: expect.any(String) }]);
    const none = await register(undefined, site);
    expect([none.status, none.headers.get('www-authenticate')]).toEqual([401, expect.stringContaining('Bearer')]);
    expect(await oauth.deps.em().count(OauthClient, { registeredBy: expired.row.id })).toBe(0);
  });

  it('adds no more clients than a token is good for, of sixteen at once', async () => {
    const { row, token } = await addToken({}, 3);
    const answers = await Promise.all(Array.from({ length: 16 }, () => register(token, site)));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(3);
    expect(answers.filter(({ status }) => status === 401)).toHaveLength(13);
    expect(await oauth.deps.em().count(OauthClient, { registeredBy: row.id })).toBe(3);
  });

  it.each<[string, object, string]>([
    [
      'a grant that the token is not for',
      { ...site, grant_types: ['authorization_code', 'urn:ietf:params:oauth:grant-type:token-exchange'] },
      'invalid_client_metadata',
    ],
    ['the implicit grant', { ...site, response_types: ['token'] }, 'invalid_client_metadata'],
    ['a scope that it is not for', { ...site, scope: 'openid email' }, 'invalid_client_metadata'],
    ['a scope that is no text', { ...site, scope: ['openid'] }, 'invalid_client_metadata'],
    ['no redirect URI', { client_name: 'x' }, 'invalid_redirect_uri'],
    ['an address without TLS', { ...site, redirect_uris: ['http://shop.example/cb'] }, 'invalid_redirect_uri'],
    ['a wildcard', { ...site, redirect_uris: ['https://*.shop.example/cb'] }, 'invalid_redirect_uri'],
    ['a script', { ...site, redirect_uris: ['data:text/html,x'] }, 'invalid_redirect_uri'],
    ['a fragment', { ...site, redirect_uris: ['https://shop.example/cb#x'] }, 'invalid_redirect_uri'],
    ['another host', { ...site, redirect_uris: ['https://evil.example/cb'] }, 'invalid_redirect_uri'],
    [
      'a host that only begins so',
      { ...site, redirect_uris: ['https://shop.example.evil.example/cb'] },
      'invalid_redirect_uri',
    ],
    [
      'keys at an address without TLS',
      { ...site, token_endpoint_auth_method: 'private_key_jwt', jwks_uri: 'http://169.254.169.254/keys' },
      'invalid_client_metadata',
    ],
    ['a logo that is a script', { ...site, logo_uri: 'data:image/svg+xml,x' }, 'invalid_client_metadata'],
    ['a name that turns the text round', { ...site, client_name: 'Bank\u202eknab' }, 'invalid_client_metadata'],
    ['a name without end', { ...site, client_name: 'x'.repeat(129) }, 'invalid_client_metadata'],
    ['a software statement', { ...site, software_statement: 'x.y.z' }, 'invalid_software_statement'],
    ['a secret in public', { ...site, token_endpoint_auth_method: 'client_secret_jwt' }, 'invalid_client_metadata'],
  ])('refuses %s, and uses nothing of the token up', async (_, metadata, error) => {
    const { row, token } = await addToken({ redirectHosts: ['shop.example', new URL(redirectUri).hostname] }, 1);
    const answer = await register(token, metadata);
    expect([answer.status, answer.body['error']]).toEqual([400, error]);
    expect(await oauth.deps.em().findOne(InitialAccessToken, { id: row.id })).toMatchObject({ clients: 0 });
    const refusals = () => oauth.deps.em().find(Event, { name: 'CLIENT REGISTRATION REFUSED' });
    await expect.poll(async () => (await refusals()).length).toBeGreaterThan(0);
  });

  it('refuses what is no JSON object', async () => {
    const { token } = await addToken();
    for (const body of ['', '[]', '1', '{', 'null']) expect((await register(token, body)).status).toBe(400);
    expect((await fetch(`${oauth.url}/oauth/register`)).status).toBe(404);
  });
});

describe('/oauth/register/{client_id} (RFC 7592)', () => {
  it('reads the client, without its secret', async () => {
    const added = await register((await addToken()).token, site);
    const read = await managed(added, 'GET');
    const { client_secret: _secret, client_secret_expires_at: _never, ...kept } = added.body;
    expect([read.status, read.body]).toEqual([200, kept]);
  });

  it('replaces it within the policy of its initial token, and gives another token for the next time', async () => {
    const { token } = await addToken({ redirectHosts: [new URL(redirectUri).hostname] });
    const added = await register(token, site);
    const id = added.body['client_id'];
    const decided = { defaultAcrValues: ['urn:countersign:acr:3'], accessTokenLifetime: 60, resources: [] };
    await oauth.deps.em().nativeUpdate(OauthClient, { id: String(id) }, decided);
    const changed = await managed(added, 'PUT', { client_id: id, ...site, client_name: 'Orders 2', scope: 'openid' });
    expect(changed).toMatchObject({ status: 200, body: { client_id: id, client_name: 'Orders 2', scope: 'openid' } });
    expect(changed.body).not.toHaveProperty('client_secret');
    expect(await rowOf(added)).toMatchObject({ name: 'Orders 2', scopes: [], firstParty: false, ...decided });
    expect((await managed(added, 'GET')).status).toBe(401);
    const again = { ...added, body: { ...added.body, ...changed.body } };
    const wider = { client_id: id, ...site, redirect_uris: ['https://evil.example/cb'] };
    expect(await managed(again, 'PUT', wider)).toMatchObject({ status: 400, body: { error: 'invalid_redirect_uri' } });
    const other = { client_id: 'another', ...site };
    expect(await managed(again, 'PUT', other)).toMatchObject({ status: 400, body: { error: 'invalid_request' } });
    const keys = { client_id: id, ...site, token_endpoint_auth_method: 'none' };
    const isPublic = await managed(again, 'PUT', keys);
    expect(isPublic).toMatchObject({ status: 200, body: { token_endpoint_auth_method: 'none' } });
    const em = oauth.deps.em();
    expect(await em.count(OauthClientSecret, { client: String(id) })).toBe(0);
    const last = { ...again, body: { ...again.body, ...isPublic.body } };
    const back = await managed(last, 'PUT', { client_id: id, ...site });
    expect(back.body['client_secret']).toMatch(/^[\w-]{43}$/);
    expect(await em.count(OauthClientSecret, { client: String(id) })).toBe(1);
    expect(await em.count(Event, { name: 'CLIENT CHANGED', subjectId: String(id) })).toBe(3);
  });

  it('deletes it with its tokens', async () => {
    const added = await register((await addToken()).token, site);
    expect((await managed(added, 'DELETE')).status).toBe(204);
    expect(await rowOf(added)).toBeNull();
    expect((await managed(added, 'GET')).status).toBe(401);
    expect(await oauth.deps.em().count(OauthArtifact, { clientId: String(added.body['client_id']) })).toBe(0);
  });

  it('is closed to the token of another client, to an initial token, and to clients that an operator added', async () => {
    const { token } = await addToken();
    const [one, other] = [await register(token, site), await register(token, site)];
    for (const wrong of [other.body['registration_access_token'], token, 'x'])
      for (const method of ['GET', 'PUT', 'DELETE'])
        expect((await managed(one, method, method === 'PUT' ? site : undefined, wrong)).status).toBe(401);
    expect((await managed(one, 'GET')).status).toBe(200);
    // It was shown at the address of another client.
    expect((await managed(other, 'GET')).status).toBe(401);
  });

  it('is closed to a client that an operator disabled', async () => {
    const added = await register((await addToken()).token, site);
    await oauth.deps.em().nativeUpdate(OauthClient, { id: String(added.body['client_id']) }, { enabled: false });
    expect((await managed(added, 'GET')).status).toBe(401);
    expect(await rowOf(added)).toMatchObject({ enabled: false });
  });
});
