import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findSessionsOf } from '../../../src/commands/tokens/sessions/find-sessions.ts';
import { AuthorizationServerUnderTest } from '../support/authorization-server-under-test.ts';
import { addPerson, addSite, exchange, requestSignIn, signIn } from '../support/sign-in.ts';
import type { Site } from '../support/sign-in.ts';
import { TestBrowser } from '../support/test-browser.ts';

let oauth: AuthorizationServerUnderTest;
let site: Site;
beforeAll(async () => {
  oauth = await AuthorizationServerUnderTest.start();
  site = await addSite(oauth);
});
afterAll(() => oauth.stop());

const sessionCookie = (browser: TestBrowser) => browser.cookies.get('cs_session')?.value;

/** A person who is signed in at a site. */
async function signedIn() {
  const person = await addPerson(oauth);
  const browser = new TestBrowser();
  await signIn(oauth, await requestSignIn(site), { person, browser });
  return { person, browser };
}

const userinfo = (accessToken: string) =>
  fetch(`${oauth.url}/oauth/userinfo`, { headers: { authorization: `Bearer ${accessToken}` } });

describe('GET /oauth/logout', () => {
  const after = 'https://shop.example/signed-out';
  const logout = (parameters: Record<string, string>) =>
    `${oauth.url}/oauth/logout?${new URLSearchParams({ post_logout_redirect_uri: after, state: 'x', ...parameters })}`;

  it('signs out at once for a site that shows the ID token of this session, and sends the browser back', async () => {
    const shop = await addSite(oauth, { postLogoutRedirectUris: [after] });
    const person = await addPerson(oauth);
    const browser = new TestBrowser();
    const request = await requestSignIn(shop);
    const tokens = await exchange(shop, await signIn(oauth, request, { person, browser }), request);
    const other = await signedIn();
    const foreign = await other.browser.visit(logout({ id_token_hint: tokens.id_token! }));
    expect([foreign.status, foreign.location]).toEqual([200, null]);
    const { location } = await browser.visit(logout({ id_token_hint: tokens.id_token! }));
    expect(location).toBe(`${after}?state=x`);
    expect(sessionCookie(browser)).toBeUndefined();
    expect(await findSessionsOf(oauth.deps, person)).toEqual([]);
    expect((await userinfo(tokens.access_token)).status).toBe(401);
    expect(await findSessionsOf(oauth.deps, other.person)).toHaveLength(1);
  });

  it('asks without one; the page cannot be answered by another site', async () => {
    const { person, browser } = await signedIn();
    const page = await browser.visit(`${oauth.url}/oauth/logout`);
    const confirm = (form: Record<string, string>) =>
      browser.visit(`${oauth.url}/oauth/logout/confirm`, { method: 'POST', body: new URLSearchParams(form) });
    expect((await confirm({ logout: 'yes', xsrf: 'guess' })).status).toBe(400);
    expect(await findSessionsOf(oauth.deps, person)).toHaveLength(1);
    const xsrf = /name="xsrf" value="([^"]+)"/.exec(page.text)![1]!;
    expect((await confirm({ logout: 'yes', xsrf })).status).toBe(303);
    expect(await findSessionsOf(oauth.deps, person)).toEqual([]);
  });

  it.each(['https://evil.example/', 'https://shop.example/signed-out/', 'data:text/html,x'])(
    'sends the browser to no address that is not registered: %s',
    async (uri) => {
      const shop = await addSite(oauth, { postLogoutRedirectUris: [after] });
      const visit = await new TestBrowser().visit(logout({ client_id: shop.id, post_logout_redirect_uri: uri }));
      expect([visit.status, visit.location]).toEqual([400, null]);
    },
  );
});
