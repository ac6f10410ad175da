import { createLocalJWKSet, decodeJwt, jwtVerify } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { endTokensOfPerson } from '../../../src/commands/tokens/end-tokens-of-person.ts';
import { pruneLogouts } from '../../../src/commands/tokens/logouts/start-logouts.ts';
import { pruneExpiredTokens } from '../../../src/commands/tokens/prune-expired-tokens.ts';
import { endExpiredSessions } from '../../../src/commands/tokens/sessions/end-expired-sessions.ts';
import { endOtherSessions } from '../../../src/commands/tokens/sessions/end-other-sessions.ts';
import { endSessions } from '../../../src/commands/tokens/sessions/end-sessions.ts';
import { findSessionsOf } from '../../../src/commands/tokens/sessions/find-sessions.ts';
import { User } from '../../../src/entities/persons/user.ts';
import { OauthArtifact } from '../../../src/entities/tokens/oauth-artifact.ts';
import { LogoutDelivery } from '../../../src/entities/tokens/logout-delivery.ts';
import type { OauthClient } from '../../../src/entities/tokens/oauth-client.ts';
import { AuthorizationServerUnderTest } from '../support/authorization-server-under-test.ts';
import { addPerson, addSite, exchange, requestSignIn, signIn } from '../support/sign-in.ts';
import type { Site } from '../support/sign-in.ts';
import { TestBrowser } from '../support/test-browser.ts';

const backchannelLogoutUri = 'https://shop.example/backchannel-logout';
const after = 'https://shop.example/signed-out';

let oauth: AuthorizationServerUnderTest;
/** A site that takes logout tokens, another one, and one that takes none. */
let shop: Site;
let bank: Site;
let quiet: Site;
const site = (settings: Partial<OauthClient> = {}) =>
  addSite(oauth, { postLogoutRedirectUris: [after], backchannelLogoutUri, ...settings });
beforeAll(async () => {
  oauth = await AuthorizationServerUnderTest.start();
  shop = await site();
  bank = await site({ backchannelLogoutSessionRequired: true });
  quiet = await site({ backchannelLogoutUri: null });
});
afterAll(() => oauth.stop());

/** A person who is signed in at sites with one browser, and the ID token of each site. */
async function signedIn(...sites: Site[]) {
  const person = await addPerson(oauth);
  return { person, ...(await signInAgain(person, ...sites)) };
}

async function signInAgain(person: string, ...sites: Site[]) {
  const browser = new TestBrowser();
  const idTokens: string[] = [];
  for (const [index, one] of sites.entries()) {
    const request = await requestSignIn(one);
    const back = index === 0 ? await signIn(oauth, request, { person, browser }) : await visit(browser, request.url);
    idTokens.push((await exchange(one, back, request)).id_token!);
  }
  return { browser, idTokens, sids: idTokens.map((token) => String(decodeJwt(token)['sid'])) };
}

const visit = async (browser: TestBrowser, url: string) => new URL((await browser.follow(url)).location!);
const owed = async (userId: string) => {
  const rows = await oauth.deps.em().find(LogoutDelivery, { userId }, { disableIdentityMap: true });
  return rows.map(({ clientId, sid }) => ({ clientId, sid })).toSorted((one, other) => (one.sid < other.sid ? -1 : 1));
};
const of = (...pairs: [Site, string | undefined][]) =>
  pairs
    .map(([{ id: clientId }, sid]) => ({ clientId, sid: sid! }))
    .toSorted((one, other) => (one.sid < other.sid ? -1 : 1));
const origin = { requestId: 'test' };

describe('a session that ends owes its clients a logout token', () => {
  it('when a site signs the person out (RP-Initiated Logout)', async () => {
    const { person, browser, idTokens, sids } = await signedIn(shop, bank, quiet);
    expect(await owed(person)).toEqual([]);
    const query = new URLSearchParams({ id_token_hint: idTokens[1]!, post_logout_redirect_uri: after });
    expect((await browser.visit(`${oauth.url}/oauth/logout?${query}`)).location).toBe(after);
    expect(await owed(person)).toEqual(of([shop, sids[0]], [bank, sids[1]]));
  });

  it('when the person confirms that they want to sign out', async () => {
    const { person, browser, sids } = await signedIn(shop, quiet);
    const page = await browser.visit(`${oauth.url}/oauth/logout`);
    const xsrf = /name="xsrf" value="([^"]+)"/.exec(page.text)![1]!;
    const body = new URLSearchParams({ logout: 'yes', xsrf });
    await browser.visit(`${oauth.url}/oauth/logout/confirm`, { method: 'POST', body });
    expect(await findSessionsOf(oauth.deps, person)).toEqual([]);
    expect(await owed(person)).toEqual(of([shop, sids[0]]));
  });

  it('at the one site that a person leaves while they stay signed in', async () => {
    const { person, browser, sids } = await signedIn(shop, bank);
    const page = await browser.visit(`${oauth.url}/oauth/logout?client_id=${bank.id}`);
    const xsrf = /name="xsrf" value="([^"]+)"/.exec(page.text)![1]!;
    await browser.visit(`${oauth.url}/oauth/logout/confirm`, { method: 'POST', body: new URLSearchParams({ xsrf }) });
    expect(await findSessionsOf(oauth.deps, person)).toHaveLength(1);
    expect(await owed(person)).toEqual(of([bank, sids[1]]));
  });

  it('when it is ended by an API, once however often it is asked for', async () => {
    const { person, sids } = await signedIn(shop);
    const action = { event: 'API SESSION REMOVED', origin } as const;
    const end = () => endSessions(oauth.deps, { userId: person, removeTokens: false }, action);
    await Promise.all([end(), end(), end()]);
    expect(await owed(person)).toEqual(of([shop, sids[0]]));
  });

  it('when the password changes in another one, which goes on', async () => {
    const { person, sids } = await signedIn(shop);
    const { browser } = await signInAgain(person, bank);
    const [, kept] = await findSessionsOf(oauth.deps, person);
    const changed = { ...origin, userId: person, sessionId: kept!.id };
    await oauth.deps.em().transactional((em) => endOtherSessions(em, changed, new Date()));
    expect(await owed(person)).toEqual(of([shop, sids[0]]));
    expect((await visit(browser, (await requestSignIn(bank)).url)).searchParams.get('code')).toBeTruthy();
  });

  it.each(['disabled', 'deleted'] as const)('when the person is %s', async (removal) => {
    const { person, sids } = await signedIn(shop);
    const removed = { ...origin, userId: person, removal };
    await oauth.deps.em().transactional((em) => endTokensOfPerson(em, removed, new Date()));
    expect(await owed(person)).toEqual(of([shop, sids[0]]));
  });

  it('when the person is gone, of whom nothing is kept once the delivery has ended', async () => {
    const { person, sids } = await signedIn(shop);
    const { person: other } = await signedIn(shop);
    for (const userId of [person, other])
      await oauth.deps
        .em()
        .transactional((em) => endTokensOfPerson(em, { ...origin, userId, removal: 'deleted' }, new Date()));
    await oauth.deps.em().nativeDelete(User, { id: person });
    await pruneLogouts(oauth.deps);
    expect(await owed(person)).toEqual(of([shop, sids[0]]));
    const ended = { status: 'delivered', endedAt: new Date() } as const;
    await oauth.deps.em().nativeUpdate(LogoutDelivery, { userId: { $in: [person, other] } }, ended);
    expect(await pruneLogouts(oauth.deps)).toBe(1);
    expect([await owed(person), (await owed(other)).length]).toEqual([[], 1]);
  });

  it('when it expires, once; another process may have pruned what else expired', async () => {
    const { person, sids } = await signedIn(shop);
    const { person: other } = await signedIn(shop);
    const expiresAt = new Date(Date.now() - 3_600_000);
    await oauth.deps.em().nativeUpdate(OauthArtifact, { model: 'Session', accountId: person }, { expiresAt });
    await pruneExpiredTokens(oauth.deps);
    await Promise.all([endExpiredSessions(oauth.deps), endExpiredSessions(oauth.deps)]);
    expect(await owed(person)).toEqual(of([shop, sids[0]]));
    const left = await oauth.deps.em().count(OauthArtifact, { model: 'Session', accountId: person });
    expect([left, await owed(other), await endExpiredSessions(oauth.deps)]).toEqual([0, [], 0]);
  });

  it('when another person signs in with the browser', async () => {
    const { person, browser, sids } = await signedIn(shop);
    const other = await addPerson(oauth);
    await signIn(oauth, await requestSignIn(shop, { prompt: 'login' }), { person: other, browser });
    expect(await owed(person)).toEqual(of([shop, sids[0]]));
    expect(await owed(other)).toEqual([]);
  });

  it('and not when it gets a new id, or when the transaction is undone', async () => {
    const { person, browser } = await signedIn(shop);
    await signIn(oauth, await requestSignIn(shop, { prompt: 'login' }), { person, browser });
    const undone = oauth.deps.em().transactional(async (em) => {
      await endTokensOfPerson(em, { ...origin, userId: person, removal: 'disabled' }, new Date());
      throw new Error('undone');
    });
    await expect(undone).rejects.toThrow('undone');
    expect(await owed(person)).toEqual([]);
    expect(await findSessionsOf(oauth.deps, person)).toHaveLength(1);
  });
});

describe('a logout token (OpenID Connect Back-Channel Logout 1.0 section 2.4)', () => {
  it('names issuer, client, user and session, is short-lived, and is signed by a published key', async () => {
    const about = { clientId: shop.id, userId: 'anna', sid: 'session' };
    const token = (await oauth.server.createLogoutToken(about))!;
    const keys = await (await fetch(`${oauth.url}/oauth/jwks`)).json();
    const { payload, protectedHeader } = await jwtVerify(token, createLocalJWKSet(keys as never), {
      issuer: `${oauth.url}/oauth`,
      audience: shop.id,
      typ: 'logout+jwt',
    });
    expect(protectedHeader.alg).toBe('ES256');
    const { iat, exp, jti, ...claims } = payload;
    expect(exp! - iat!).toBe(120);
    expect(jti).toMatch(/^[\w-]{22}$/);
    expect(claims).toEqual({
      iss: `${oauth.url}/oauth`,
      aud: shop.id,
      sub: 'anna',
      sid: 'session',
      events: { 'http://schemas.openid.net/event/backchannel-logout': {} },
    });
    expect(decodeJwt((await oauth.server.createLogoutToken(about))!).jti).not.toBe(jti);
    expect(await oauth.server.createLogoutToken({ ...about, clientId: 'unknown' })).toBeUndefined();
  });

  it('has the subject that a client of pairwise subjects knows the person by', async () => {
    const pairwise = await site({ subjectType: 'pairwise' });
    const { person, idTokens } = await signedIn(pairwise);
    const { sub, sid } = decodeJwt(idTokens[0]!);
    expect(sub).not.toBe(person);
    const about = { clientId: pairwise.id, userId: person, sid: String(sid) };
    expect(decodeJwt((await oauth.server.createLogoutToken(about))!)).toMatchObject({ sub, sid });
  });

  it('is announced in the metadata', async () => {
    const metadata = await (await fetch(`${oauth.url}/oauth/.well-known/openid-configuration`)).json();
    expect(metadata).toMatchObject({ backchannel_logout_supported: true, backchannel_logout_session_supported: true });
  });
});
