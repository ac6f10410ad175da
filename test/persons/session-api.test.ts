import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { changeStatus } from '../../src/commands/persons/profile/change-status.ts';
import { endSessions } from '../../src/commands/tokens/sessions/end-sessions.ts';
import { findSessionData } from '../../src/commands/tokens/sessions/session-data.ts';
import { signIn } from '../admin/support/admin-api.ts';
import { addSigningInClient, redirectUri, startFlow } from '../authentication/support/flow-api.ts';
import type { FlowBrowser } from '../authentication/support/flow-api.ts';
import { addPersonWithPassword, rightPassword } from '../authentication/support/people.ts';
import type { TestPerson } from '../authentication/support/people.ts';
import {
  addProvider,
  bringBack,
  newAccount,
  sendToProvider,
  signInThere,
} from '../authentication/sso/support/provider-sign-in.ts';
import { addSecret } from '../oauth-clients/support/registry.ts';
import { startOwnServer } from '../support/own-server.ts';
import type { OwnServer } from '../support/own-server.ts';
import { basic } from '../support/website.ts';
import { createToken, login, processToken } from '../action-tokens/support/tokens.ts';
import { callPersons } from './support/persons-api.ts';

interface Site {
  id: string;
  secret: string;
}

const confidential = { type: 'confidential', first_party: true, session_management: true };
let server: OwnServer;
let site: Site;
let provider: string;
beforeAll(async () => {
  server = await startOwnServer();
  site = await addSite(confidential);
  provider = await addProvider(server.endpoints, 'oidc', { on_no_match: 'create' });
});
afterAll(() => server.stop());

async function addSite(settings: object): Promise<Site> {
  const id = await addSigningInClient(settings, server.endpoints);
  const { client_secret: secret } = await addSecret(await admin(), id);
  return { id, secret };
}

const admin = () => signIn(server.endpoints.api, server.endpoints.operators.admin);

/** Has a flow complete, and exchanges the code of it. @returns the answer of the token endpoint. */
async function complete(browser: FlowBrowser, { id, secret }: Site, sessionId: string, verifier: string) {
  const { body } = await browser.post('/complete', { session_id: sessionId });
  expect(body.redirect_to, JSON.stringify(body)).toBeDefined();
  return exchange(await follow(browser, body.redirect_to as string), { id, secret }, verifier);
}

async function follow(browser: FlowBrowser, from: string): Promise<URL> {
  let location = from;
  for (let hop = 0; hop < 4 && !location.startsWith(redirectUri); hop += 1) location = await browser.visit(location);
  return new URL(location);
}

async function exchange(callback: URL, { id, secret }: Site, verifier: string) {
  const response = await fetch(`${new URL(server.endpoints.api).origin}/oauth/token`, {
    method: 'POST',
    headers: { authorization: basic({ id, secret }) },
    body: new URLSearchParams({
      grant_type: 'authorization_code',
      code: callback.searchParams.get('code') ?? '',
      redirect_uri: redirectUri,
      code_verifier: verifier,
    }),
  });
  return (await response.json()) as Record<string, string>;
}

const challengeOf = (verifier: string) => createHash('sha256').update(verifier).digest('base64url');
const newVerifier = () => randomBytes(32).toString('base64url');

async function signInByPassword(at: Site, person: TestPerson) {
  const verifier = newVerifier();
  const { browser, sessionId } = await startFlow(at.id, { code_challenge: challengeOf(verifier) }, server.endpoints);
  await browser.post('/authenticate', {
    session_id: sessionId,
    auth_method: 'password',
    credentials: { identifier: person.email, password: rightPassword },
  });
  return { browser, tokens: await complete(browser, at, sessionId, verifier) };
}

/** The site sends a browser that is signed in already. */
async function signInBySession(browser: FlowBrowser, at: Site) {
  const verifier = newVerifier();
  const parameters = { client_id: at.id, redirect_uri: redirectUri, response_type: 'code', scope: 'openid' };
  const challenge = { code_challenge: challengeOf(verifier), code_challenge_method: 'S256' };
  const query = new URLSearchParams({ ...parameters, ...challenge });
  const { origin } = new URL(server.endpoints.api);
  return exchange(await follow(browser, `${origin}/oauth/authorize?${query}`), at, verifier);
}

const session = (token?: string, options: { client?: 'administration' | null } = {}) =>
  callPersons(
    'GET',
    '/session',
    { ...options, ...(token !== undefined && { headers: { 'x-onegini-session-mgmt-token': token } }) },
    server.endpoints,
  );

const newPerson = () => addPersonWithPassword(server.deps, server.endpoints);

describe('GET /api/session', () => {
  it('shows whose session it is and how they signed in, to a site that may know', async () => {
    const person = await newPerson();
    const { tokens } = await signInByPassword(site, person);
    const token = tokens['session_management_token']!;
    expect(token).toMatch(/^[\w-]{43}$/);
    const { status, headers, body } = await session(token);
    expect([status, headers.get('cache-control')]).toEqual([200, 'no-store']);
    expect(body).toEqual({
      person_id: person.id,
      session_data: {
        session_id: expect.any(String),
        idp_id: null,
        external_id: null,
        auth_time: expect.any(String),
        acr: 'urn:countersign:acr:1',
        amr: ['pwd'],
      },
    });
    const rows = await server.deps
      .em()
      .execute<{ subject_id: string }[]>(
        "select subject_id from event where name = 'SESSION DATA READ' and user_id = ?",
        [person.id],
      );
    expect(rows).toEqual([{ subject_id: body.session_data.session_id }]);
    expect(JSON.stringify(body)).not.toContain(token);
  });

  it('names the account at the identity provider, also after another site and a stronger sign-in used the session', async () => {
    const account = newAccount();
    const verifier = newVerifier();
    const { browser, sessionId } = await startFlow(
      site.id,
      { code_challenge: challengeOf(verifier) },
      server.endpoints,
    );
    await bringBack(browser, await signInThere(await sendToProvider(browser, sessionId, provider), account));
    const tokens = await complete(browser, site, sessionId, verifier);
    const named = { idp_id: provider, external_id: account.account };
    const first = await session(tokens['session_management_token']);
    expect(first.body.session_data).toMatchObject(named);
    const other = await addSite(confidential);
    const { session_management_token: second } = await signInBySession(browser, other);
    expect(second).not.toBe(tokens['session_management_token']);
    expect((await session(second)).body).toEqual({ ...first.body });
    expect(await findSessionData(server.deps, second!)).toMatchObject({
      personId: first.body.person_id,
      identity: { providerId: provider, subject: account.account },
    });
    const methods = 'select subject from external_identity where provider_id = ?';
    const [row] = await server.deps.em().execute<{ subject: Buffer }[]>(methods, [provider]);
    expect(row!.subject.toString('latin1')).not.toContain(account.account);
  });

  it('gives an action token the account that it couples, also when that was unlinked in between', async () => {
    const account = newAccount();
    const verifier = newVerifier();
    const { browser, sessionId } = await startFlow(
      site.id,
      { code_challenge: challengeOf(verifier) },
      server.endpoints,
    );
    await bringBack(browser, await signInThere(await sendToProvider(browser, sessionId, provider), account));
    const tokens = await complete(browser, site, sessionId, verifier);
    const session_management_token = tokens['session_management_token'];
    const personId = (await session(session_management_token)).body.person_id as string;
    const actions = [{ type: 'COUPLE_EXTERNAL_IDP_FROM_SESSION' }, login];
    const make = () => createToken(personId, actions, server.endpoints, { session_management_token });
    const methods = () =>
      server.deps
        .em()
        .execute<{ id: string }[]>("select id from sign_in_method where person_id = ? and type = 'identity'", [
          personId,
        ]);
    const [linked] = await methods();
    const process = async ({ token }: { token: string }) => (await processToken({ token }, server.endpoints)).body;
    const parameters = { idp_id: provider, external_id: account.account };
    const results = [
      { type: 'COUPLE_EXTERNAL_IDP_FROM_SESSION', parameters, execution_status: 'SUCCESS' },
      { type: 'LOGIN', execution_status: 'SUCCESS' },
    ];
    // What is linked already stays as it is.
    expect((await process(await make())).results).toEqual(results);
    expect(await methods()).toEqual([linked]);
    const kept = await make();
    await server.deps.em().execute('delete from sign_in_method where id = ?', [linked!.id]);
    expect((await process(kept)).results).toEqual(results);
    const [coupled] = await methods();
    expect(coupled!.id).not.toBe(linked!.id);
    // It signs the same person in.
    const again = await startFlow(site.id, {}, server.endpoints);
    const there = await sendToProvider(again.browser, again.sessionId, provider);
    await bringBack(again.browser, await signInThere(there, account));
    const flow = (await again.browser.get(`/status?session_id=${again.sessionId}`)).body;
    expect(flow.status, JSON.stringify(flow)).toBe('authenticated');
    const named = 'select person_id from authentication_flow where id = ?';
    expect(await server.deps.em().execute(named, [again.sessionId])).toEqual([{ person_id: personId }]);
  });

  it('refuses a token that is missing, made up, or of another kind, alike', async () => {
    const { tokens } = await signInByPassword(site, await newPerson());
    const { access_token: access, id_token: id } = tokens;
    const refusal = { error_code: 9401, error_message: 'The session management token is unknown.' };
    for (const token of [
      undefined,
      '',
      randomUUID(),
      randomBytes(32).toString('base64url'),
      access,
      id,
      'x'.repeat(4000),
    ])
      expect(await session(token)).toMatchObject({ status: 401, body: refusal });
  });

  it('is for an API client with the scope, and the token is a credential nowhere', async () => {
    const { tokens } = await signInByPassword(site, await newPerson());
    const token = tokens['session_management_token']!;
    expect((await session(token, { client: null })).status).toBe(401);
    expect((await session(token, { client: 'administration' })).status).toBe(403);
    const { origin } = new URL(server.endpoints.api);
    const headers = { authorization: `Bearer ${token}` };
    for (const path of ['/oauth/userinfo', '/self-service/v1/session', '/admin/v1/clients'])
      expect((await fetch(`${origin}${path}`, { headers })).status, path).toBe(401);
    const body = new URLSearchParams({ token });
    const asked = { method: 'POST', headers: { authorization: basic(site) }, body };
    expect(await (await fetch(`${origin}/oauth/token/introspect`, asked)).json()).toEqual({ active: false });
  });

  it('ends with the session, with the part of the site in it, and with the person', async () => {
    const removed = (userId: string) =>
      endSessions(
        server.deps,
        { userId, removeTokens: true },
        { event: 'API SESSION REMOVED', origin: { requestId: 'test' } },
      );
    const disabled = (userId: string) =>
      changeStatus(server.deps, { userId, to: 'disabled', reason: 'test', origin: { requestId: 'test' } });
    const deleted = (userId: string) => callPersons('DELETE', `/persons/${userId}`, {}, server.endpoints);
    for (const [end, refused] of [
      [removed, 404],
      [disabled, 404],
      [deleted, 401],
    ] as const) {
      const person = await newPerson();
      const { session_management_token: token } = (await signInByPassword(site, person)).tokens;
      expect((await session(token)).status).toBe(200);
      await end(person.id);
      expect((await session(token)).status).toBe(refused);
    }
    const without = await newPerson();
    const { session_management_token: withdrawn } = (await signInByPassword(site, without)).tokens;
    expect((await session(withdrawn)).status).toBe(200);
    await server.deps.em().execute('delete from oauth_grant where account_id = ?', [without.id]);
    expect((await session(withdrawn)).status).toBe(404);
    const { tokens } = await signInByPassword(site, await newPerson());
    const token = tokens['session_management_token'];
    const ended = await session(token);
    await server.deps
      .em()
      .execute(
        "update oauth_artifact set payload = payload #- '{authorizations}' where model = 'Session' and uid = ?",
        [ended.body.session_data.session_id],
      );
    const gone = await session(token);
    expect([gone.status, gone.body.error_message]).toEqual([404, 'The session has ended.']);
  });

  it('gives none to a site that may not have one, and stops those of a site that may no longer', async () => {
    const person = await newPerson();
    const plain = await addSite({ ...confidential, session_management: false });
    expect((await signInByPassword(plain, person)).tokens).not.toHaveProperty('session_management_token');
    const other = await addSite(confidential);
    const { tokens } = await signInByPassword(other, person);
    const changed = await (
      await admin()
    ).call('PATCH', `/clients/${other.id}`, { body: { session_management: false } });
    expect(changed.status).toBe(200);
    expect((await session(tokens['session_management_token'])).status).toBe(401);
    const spa = { type: 'spa', grant_types: ['authorization_code'], redirect_uris: [redirectUri] };
    const refused = await (
      await admin()
    ).call('POST', '/clients', { body: { name: 'Page', ...spa, session_management: true } });
    expect([refused.status, refused.body.field]).toEqual([422, 'session_management']);
  });
});
