import * as openid from 'openid-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { endSessions } from '../../../src/commands/tokens/sessions/end-sessions.ts';
import { findSessionsOf } from '../../../src/commands/tokens/sessions/find-sessions.ts';
import { OauthArtifact } from '../../../src/entities/tokens/oauth-artifact.ts';
import { OauthGrant } from '../../../src/entities/tokens/oauth-grant.ts';
import { eventually } from '../../support/enrolled-phone.ts';
import { AuthorizationServerUnderTest } from '../support/authorization-server-under-test.ts';
import { TestDevice } from '../support/test-device.ts';
import {
  addApi,
  addPerson,
  addSite,
  exchange,
  finish,
  interactionOf,
  requestSignIn,
  signIn,
  signInOf,
} from '../support/sign-in.ts';
import type { Site } from '../support/sign-in.ts';
import { TestBrowser } from '../support/test-browser.ts';

const [hour, day] = [3600, 86_400];

let oauth: AuthorizationServerUnderTest;
let site: Site;
let otherSite: Site;
beforeAll(async () => {
  oauth = await AuthorizationServerUnderTest.start();
  site = await addSite(oauth);
  otherSite = await addSite(oauth);
});
afterAll(() => oauth.stop());

const now = () => Math.floor(Date.now() / 1000);
const sessionCookie = (browser: TestBrowser) => browser.cookies.get('cs_session')?.value;
const expiryOf = async (person: string) => {
  const [row] = await oauth.deps.em().find(OauthArtifact, { model: 'Session', accountId: person });
  return Math.round((row!.expiresAt!.getTime() - Date.now()) / 1000);
};

const sessionEvents = async (person: string) => {
  const rows = await oauth.deps
    .em()
    .execute<{ name: string }[]>("select name from event where user_id = ? and name like 'SESSION%'", [person]);
  return rows.map(({ name }) => name);
};

/** A person who is signed in at the first site. */
async function signedIn(values: object = {}) {
  const person = await addPerson(oauth);
  const browser = new TestBrowser();
  const request = await requestSignIn(site);
  const tokens = await exchange(site, await signIn(oauth, request, { person, browser, values }), request);
  return { person, browser, tokens };
}

const userinfo = (accessToken: string) =>
  fetch(`${oauth.url}/oauth/userinfo`, { headers: { authorization: `Bearer ${accessToken}` } });

describe('a browser session', () => {
  it('signs in at a second site without a page, as the same person in the same way', async () => {
    const { person, browser, tokens } = await signedIn();
    const request = await requestSignIn(otherSite);
    const { location } = await browser.follow(request.url);
    const claims = (await exchange(otherSite, new URL(location!), request)).claims()!;
    expect(claims).toMatchObject({
      sub: person,
      acr: 'urn:countersign:acr:2',
      auth_time: tokens.claims()!['auth_time'],
    });
    expect(claims['sid']).not.toBe(tokens.claims()!['sid']);
  });

  it('is in a cookie for this host that scripts and other sites cannot use, and in the database as a hash', async () => {
    const { browser, person } = await signedIn();
    const cookie = browser.cookies.get('cs_session')!;
    expect(cookie.attributes.toLowerCase()).toMatch(/path=\/; (expires=[^;]+; )?samesite=lax; httponly/);
    expect(cookie.attributes.toLowerCase()).not.toContain('domain=');
    const rows = await oauth.deps
      .em()
      .execute<{ row: string }[]>(`select a::text as row from oauth_artifact a where account_id = '${person}'`);
    expect(rows.map(({ row }) => row).join()).not.toContain(cookie.value);
  });

  it('tells which browser, which sites and when', async () => {
    const { person, browser } = await signedIn();
    await browser.follow((await requestSignIn(otherSite)).url);
    expect(await findSessionsOf(oauth.deps, person)).toEqual([
      {
        id: expect.any(String),
        loggedInAt: expect.closeTo(now(), -2),
        issuedAt: expect.closeTo(now(), -2),
        userAgent: browser.userAgent,
        ipAddress: expect.stringContaining('127.0.0.1'),
        ...{ acr: 'urn:countersign:acr:2', amr: ['pwd', 'otp', 'mfa'], methods: ['password'] },
        clientIds: expect.arrayContaining([site.id, otherSite.id]),
      },
    ]);
  });

  it('lasts eight hours of rest; remembered thirty days, and never longer than that after the sign-in', async () => {
    expect(await expiryOf((await signedIn()).person)).toBeCloseTo(8 * hour, -2);
    const remembered = await signedIn({ remember: true });
    expect(await expiryOf(remembered.person)).toBeCloseTo(30 * day, -2);
    expect(remembered.browser.cookies.get('cs_session')!.attributes).toContain('expires=');
    const old = await signedIn({ authTime: now() - 30 * day + hour });
    expect(await expiryOf(old.person)).toBeCloseTo(hour, -2);
  });

  it('is remembered from the sign-in on that wants it, and stays so after others', async () => {
    const { person, browser } = await signedIn();
    expect(browser.cookies.get('cs_session')!.attributes).not.toContain('expires=');
    for (const remember of [true, false]) {
      await signIn(oauth, await requestSignIn(site, { prompt: 'login' }), { person, browser, values: { remember } });
      expect(await expiryOf(person)).toBeCloseTo(30 * day, -2);
      expect(browser.cookies.get('cs_session')!.attributes).toContain('expires=');
    }
    const other = await addPerson(oauth);
    await signIn(oauth, await requestSignIn(site, { prompt: 'login' }), { person: other, browser });
    expect(await expiryOf(other)).toBeCloseTo(8 * hour, -2);
  });

  it('has a new id after every sign-in, and the former opens nothing', async () => {
    const { person, browser } = await signedIn();
    const former = new TestBrowser();
    for (const [name, cookie] of browser.cookies) former.cookies.set(name, cookie);
    const before = sessionCookie(browser);
    await signIn(oauth, await requestSignIn(site, { prompt: 'login' }), { person, browser });
    expect(sessionCookie(browser)).not.toBe(before);
    const visit = await former.follow((await requestSignIn(site)).url);
    expect(new URL(visit.location!).pathname).toBe('/sign-in');
    expect(await findSessionsOf(oauth.deps, person)).toHaveLength(1);
  });

  it('takes its tokens with it when it is ended, and its browser is asked to sign in', async () => {
    const { person, browser, tokens } = await signedIn();
    const [session] = await findSessionsOf(oauth.deps, person);
    const action = { event: 'SESSION ENDED', origin: { requestId: 'test' } } as const;
    expect(await oauth.server.introspectToken(tokens.access_token)).toMatchObject({ userId: person });
    expect(await oauth.server.findUserToken(tokens.access_token)).toMatchObject({ userId: person });
    await endSessions(oauth.deps, { userId: person, sessionId: session!.id, removeTokens: false }, action);
    expect((await userinfo(tokens.access_token)).status).toBe(401);
    expect(await oauth.server.introspectToken(tokens.access_token)).toBeUndefined();
    expect(await oauth.server.findUserToken(tokens.access_token)).toBeUndefined();
    const visit = await browser.follow((await requestSignIn(site)).url);
    expect(new URL(visit.location!).pathname).toBe('/sign-in');
    const recorded = await eventually(async () => {
      const names = await sessionEvents(person);
      return names.length === 2 ? names : undefined;
    });
    expect(recorded.toSorted()).toEqual(['SESSION CREATED', 'SESSION ENDED']);
  });

  it('ends when another person signs in with the browser', async () => {
    const { person, browser, tokens } = await signedIn();
    const other = await addPerson(oauth);
    const request = await requestSignIn(site, { prompt: 'login' });
    const claims = (await exchange(site, await signIn(oauth, request, { person: other, browser }), request)).claims()!;
    expect(claims.sub).toBe(other);
    expect(await findSessionsOf(oauth.deps, person)).toEqual([]);
    expect((await userinfo(tokens.access_token)).status).toBe(401);
  });
});

describe('step-up', () => {
  const acr = (level: number) => `urn:countersign:acr:${level}`;

  it('is asked for by acr_values, max_age, prompt, or the resource; what suffices is not asked again', async () => {
    const { person, browser } = await signedIn({ authTime: now() - 600 });
    const strict = await addApi(oauth, { requiredLevel: 3 });
    const fresh = await addApi(oauth, { maxAge: 300 });
    const api = await addSite(oauth, { resources: [strict, fresh], scopes: ['openid', 'read'] });
    const pathOf = async (of: Site, parameters: object) =>
      new URL((await browser.follow((await requestSignIn(of, { ...parameters })).url)).location!).pathname;
    for (const parameters of [{ acr_values: acr(3) }, { max_age: '300' }, { prompt: 'login' }])
      expect({ parameters, path: await pathOf(site, parameters) }).toEqual({ parameters, path: '/sign-in' });
    for (const resource of [strict, fresh])
      expect(await pathOf(api, { resource, scope: 'openid read' })).toBe('/sign-in');
    expect(await pathOf(site, { acr_values: acr(2), max_age: '3600' })).toBe('/callback');
    const request = await requestSignIn(site, { acr_values: acr(3) });
    const back = await signIn(oauth, request, { person, browser, values: { acr: acr(3), amr: ['hwk', 'user'] } });
    expect((await exchange(site, back, request)).claims()).toMatchObject({ acr: acr(3), amr: ['hwk', 'user'] });
  });

  it('refuses a sign-in that is less, or older, than was asked for', async () => {
    const person = await addPerson(oauth);
    const browser = new TestBrowser();
    for (const [parameters, values] of [
      [{ acr_values: acr(3) }, {}],
      [{ acr_values: 'phr' }, { acr: acr(4) }],
      [{ max_age: '300' }, { authTime: now() - 301 }],
      [{ prompt: 'login' }, { authTime: now() - 60 }],
    ] as [Record<string, string>, object][]) {
      const { location } = await browser.follow((await requestSignIn(site, parameters)).url);
      const proven = signInOf(person, values);
      const answer = await finish(oauth, browser, { interaction: interactionOf(location), proven });
      expect({ parameters, code: answer.body.code }).toEqual({ parameters, code: 'sign_in_insufficient' });
    }
  });

  it('is asked for by id_token_hint of another person, and leads back when yet another signs in', async () => {
    const hinted = await signedIn();
    const { person, browser } = await signedIn();
    const ask = async () => {
      const request = await requestSignIn(site, { id_token_hint: hinted.tokens.id_token! });
      const interaction = interactionOf((await browser.follow(request.url)).location);
      const load = await browser.visit(`${oauth.url}/authentication/load?interaction=${interaction}`);
      expect(JSON.parse(load.text).required.reauthenticate).toBe(true);
      const former = signInOf(person, { authTime: now() - 60 });
      expect((await finish(oauth, browser, { interaction, proven: former })).body.code).toBe('sign_in_insufficient');
      return { request, interaction };
    };
    const wrong = await finish(oauth, browser, { ...(await ask()), proven: signInOf(person) });
    const { location } = await browser.follow(wrong.body.redirect_to!);
    expect(new URL(location!).searchParams.get('error')).toBe('login_required');
    expect(await findSessionsOf(oauth.deps, person)).toHaveLength(1);
    const { request, interaction } = await ask();
    const right = await finish(oauth, browser, { interaction, proven: signInOf(hinted.person) });
    const back = await browser.follow(right.body.redirect_to!);
    expect((await exchange(site, new URL(back.location!), request)).claims()).toMatchObject({ sub: hinted.person });
  });

  it('of a level that there is not is unmet', async () => {
    const { location } = await new TestBrowser().follow((await requestSignIn(site, { acr_values: 'gold' })).url);
    expect(new URL(location!).searchParams.get('error')).toBe('unmet_authentication_requirements');
  });
});

describe('a refresh token of a site', () => {
  const offline = { scope: 'openid offline_access', prompt: 'consent' };
  const refresh = (of: Site, refreshToken: string, headers = {}) =>
    oauth.post(
      '/oauth/token',
      { grant_type: 'refresh_token', refresh_token: refreshToken },
      { authorization: `Basic ${Buffer.from(`${of.id}:${of.secret}`).toString('base64')}`, ...headers },
    );

  it('is given for offline_access alone, is good once, and its reuse ends all that came of it', async () => {
    const person = await addPerson(oauth);
    const request = await requestSignIn(site, offline);
    const first = await exchange(site, await signIn(oauth, request, { person }), request);
    const second = await openid.refreshTokenGrant(site.configuration, first.refresh_token!);
    expect(second.claims()).toMatchObject({ sub: person, acr: 'urn:countersign:acr:2' });
    expect((await refresh(site, first.refresh_token!)).body['error']).toBe('invalid_grant');
    expect((await refresh(site, second.refresh_token!)).body['error']).toBe('invalid_grant');
    expect((await userinfo(second.access_token)).status).toBe(401);
  });

  it('has one winner when its site and a thief use it at once', async () => {
    const person = await addPerson(oauth);
    const request = await requestSignIn(site, offline);
    const { refresh_token: token } = await exchange(site, await signIn(oauth, request, { person }), request);
    const answers = await Promise.all(Array.from({ length: 8 }, () => refresh(site, token!)));
    const won = answers.filter(({ status }) => status === 200);
    expect(won.length).toBeLessThanOrEqual(1);
    for (const { body } of won) expect((await refresh(site, body['refresh_token']!)).status).toBe(400);
  });

  it('outlives the session; the access token of a session does not', async () => {
    const person = await addPerson(oauth);
    const request = await requestSignIn(site, offline);
    const tokens = await exchange(site, await signIn(oauth, request, { person }), request);
    const action = { event: 'SESSION ENDED', origin: { requestId: 'test' } } as const;
    await endSessions(oauth.deps, { userId: person, removeTokens: true }, action);
    expect((await refresh(site, tokens.refresh_token!)).status).toBe(200);
  });

  it('outlives the grant of an old session that it is made of', async () => {
    const person = await addPerson(oauth);
    const request = await requestSignIn(site, offline);
    const back = await signIn(oauth, request, { person });
    const soon = new Date(Date.now() + 60_000);
    await oauth.deps.em().nativeUpdate(OauthGrant, { accountId: person }, { expiresAt: soon });
    const before = Date.now();
    expect((await exchange(site, back, request)).refresh_token).toBeDefined();
    const grant = await oauth.deps.em().findOneOrFail(OauthGrant, { accountId: person });
    expect((grant.expiresAt.getTime() - before) / 1000).toBeGreaterThan(30 * day);
  });

  it('that is bound to a key may be repeated by it for a moment, and is of no use to another key', async () => {
    // The longest there is: the second use must come within this time.
    await oauth.configure({ refresh_retry_seconds: 300 });
    const spa = await addSite(oauth, { type: 'spa', dpopBoundAccessTokens: true });
    const person = await addPerson(oauth);
    const DPoP = openid.getDPoPHandle(spa.configuration, await openid.randomDPoPKeyPair('ES256'));
    const request = await requestSignIn(spa, offline);
    const back = await signIn(oauth, request, { person });
    const checks = { pkceCodeVerifier: request.verifier, expectedState: request.state, expectedNonce: request.nonce };
    const tokens = await openid.authorizationCodeGrant(spa.configuration, back, checks, undefined, { DPoP });
    const thief = await TestDevice.create();
    const proof = await thief.prove({ url: `${oauth.url}/oauth/token` });
    const form = { grant_type: 'refresh_token', refresh_token: tokens.refresh_token!, client_id: spa.id };
    expect((await oauth.post('/oauth/token', form, { DPoP: proof })).status).toBe(400);
    for (let use = 0; use < 2; use += 1)
      await openid.refreshTokenGrant(spa.configuration, tokens.refresh_token!, undefined, { DPoP });
  });
});
