import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AuthorizationServerUnderTest } from './support/authorization-server-under-test.ts';
import { addSite, requestSignIn } from './support/sign-in.ts';
import type { Site } from './support/sign-in.ts';
import { TestBrowser } from './support/test-browser.ts';

let oauth: AuthorizationServerUnderTest;
let site: Site;
beforeAll(async () => {
  oauth = await AuthorizationServerUnderTest.start();
  site = await addSite(oauth, { postLogoutRedirectUris: ['https://shop.example/'] });
});
afterAll(() => oauth.stop());

/** The parameters once for each of them, with a NUL in its value, and once with a NUL in a name. */
const withNul = (form: Record<string, string>) => [
  ...Object.entries(form).map(([name, value]) => ({ ...form, [name]: `${value}\u0000x` })),
  { ...form, 'na\u0000me': 'x' },
];

/** The parameters of an authorization request of the site. */
const authorization = async () => Object.fromEntries(new URL((await requestSignIn(site)).url).searchParams);

describe('a NUL in a parameter is refused with invalid_request', () => {
  it.each(['/authorize', '/logout', '/logout/success', '/userinfo', '/jwks', '/.well-known/openid-configuration'])(
    'in the query of %s',
    async (path) => {
      const form = { ...(await authorization()), state: 'x', client_id: site.id };
      for (const query of withNul(form)) {
        const answer = await fetch(`${oauth.url}/oauth${path}?${new URLSearchParams(query)}`, { redirect: 'manual' });
        expect([path, query, answer.status, await answer.json()]).toEqual([
          path,
          query,
          400,
          { error: 'invalid_request', error_description: 'a parameter contains a NUL' },
        ]);
      }
    },
  );

  it('with a page for a browser, whether it has a session or not', async () => {
    const page = await new TestBrowser().visit(`${oauth.url}/oauth/logout?state=%00`);
    expect([page.status, page.headers.get('content-type')]).toEqual([400, 'text/html; charset=utf-8']);
  });

  it('in the body of every endpoint', async () => {
    const credentials = { client_id: site.id, client_secret: site.secret };
    const bodies: Record<string, Record<string, string>> = {
      '/par': { ...(await authorization()), ...credentials },
      '/token': { grant_type: 'authorization_code', code: 'x', code_verifier: 'x', redirect_uri: 'x', ...credentials },
      '/token/introspect': { token: 'x', token_type_hint: 'x', ...credentials },
      '/token/revocation': { token: 'x', token_type_hint: 'x', ...credentials },
      '/userinfo': { access_token: 'x' },
      '/logout/confirm': { xsrf: 'x', logout: 'yes' },
    };
    for (const [path, form] of Object.entries(bodies))
      for (const body of withNul(form)) {
        const answer = await oauth.post(`/oauth${path}`, body);
        expect([path, body, answer.status, answer.body.error]).toEqual([path, body, 400, 'invalid_request']);
      }
    expect(oauth.logged.filter(({ level }) => level === 'error')).toEqual([]);
  });
});
