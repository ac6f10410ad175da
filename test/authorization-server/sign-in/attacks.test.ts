import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hashArtifactId } from '../../../src/authorization-server/adapter/artifact-id.ts';
import type { FlowRequest, SignIn } from '../../../src/authorization-server/interactions/completed-flows.ts';
import { OauthArtifact } from '../../../src/entities/tokens/oauth-artifact.ts';
import { AuthorizationServerUnderTest } from '../support/authorization-server-under-test.ts';
import {
  addApi,
  addPerson,
  addSite,
  exchange,
  finish,
  interactionOf,
  redirectUri,
  requestSignIn,
  signIn,
  signInOf,
} from '../support/sign-in.ts';
import type { Site } from '../support/sign-in.ts';
import { TestBrowser } from '../support/test-browser.ts';

let oauth: AuthorizationServerUnderTest;
let site: Site;
let anna: string;
/** What sites drove themselves in this test, and who signed in there. */
const completed: { request: FlowRequest; signIn: SignIn }[] = [];
beforeAll(async () => {
  oauth = await AuthorizationServerUnderTest.start({
    completedFlows: {
      async take(_ctx, asked) {
        const at = completed.findIndex(({ request }) => JSON.stringify(request) === JSON.stringify(asked));
        return at < 0 ? undefined : completed.splice(at, 1)[0]!.signIn;
      },
    },
  });
  site = await addSite(oauth);
  anna = await addPerson(oauth);
});
afterAll(() => oauth.stop());

const open = async (browser: TestBrowser, parameters: Record<string, string | undefined> = {}, of = site) =>
  browser.follow((await requestSignIn(of, parameters)).url);
const errorOf = (location: string | null) => new URL(location ?? 'about:blank').searchParams.get('error');

describe('an interaction', () => {
  it("is unknown in another browser, with a cookie that it made up, and by another's address", async () => {
    const victim = new TestBrowser();
    const interaction = interactionOf((await open(victim)).location);
    const attacker = new TestBrowser();
    await open(attacker);
    const forger = new TestBrowser();
    forger.cookies.set('cs_interaction', { value: interaction, path: '/', attributes: '' });
    forger.cookies.set('cs_interaction.sig', victim.cookies.get('cs_interaction.sig')!);
    const value = victim.cookies.get('cs_interaction')!.value;
    forger.cookies.set('cs_interaction', { value: `${value}.x`, path: '/', attributes: '' });
    for (const browser of [new TestBrowser(), attacker, forger]) {
      const answer = await finish(oauth, browser, { interaction, proven: signInOf(anna) });
      expect([answer.status, answer.body.code]).toEqual([404, 'interaction_unknown']);
    }
    expect((await finish(oauth, victim, { interaction, proven: signInOf(anna) })).status).toBe(200);
  });

  it('is finished once, of sixteen at once by one, and by no other person afterwards', async () => {
    const browser = new TestBrowser();
    const interaction = interactionOf((await open(browser)).location);
    const other = await addPerson(oauth);
    const answers = await Promise.all(
      Array.from({ length: 16 }, (_, index) =>
        finish(oauth, browser, { interaction, proven: signInOf(index % 2 ? other : anna) }),
      ),
    );
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect((await finish(oauth, browser, { interaction, proven: signInOf(other) })).status).toBe(404);
  });

  it('leads on once: its address again, or in another browser, gives no code', async () => {
    const browser = new TestBrowser();
    const interaction = interactionOf((await open(browser)).location);
    const { body } = await finish(oauth, browser, { interaction, proven: signInOf(anna) });
    const stranger = new TestBrowser();
    expect((await stranger.visit(body.redirect_to!)).location).toBeNull();
    expect(new URL((await browser.follow(body.redirect_to!)).location!).searchParams.has('code')).toBe(true);
    const again = await browser.visit(body.redirect_to!);
    expect([again.status, again.location]).toEqual([400, null]);
  });

  it('stands beside those of other tabs', async () => {
    const browser = new TestBrowser();
    const first = interactionOf((await open(browser)).location);
    await open(browser);
    const { body } = await finish(oauth, browser, { interaction: first, proven: signInOf(anna) });
    expect(new URL((await browser.follow(body.redirect_to!)).location!).searchParams.has('code')).toBe(true);
  });

  it('does not take over a session that an attacker planted', async () => {
    const [attacker, victim] = [new TestBrowser(), new TestBrowser()];
    const request = await requestSignIn(site);
    await signIn(oauth, request, { person: await addPerson(oauth), browser: attacker });
    for (const name of ['cs_session', 'cs_session.sig']) victim.cookies.set(name, attacker.cookies.get(name)!);
    await signIn(oauth, await requestSignIn(site, { prompt: 'login' }), { person: anna, browser: victim });
    const { location } = await open(attacker);
    expect(new URL(location!).pathname).toBe('/sign-in');
  });
});

describe('a redirect', () => {
  it.each([
    'https://evil.example/callback',
    `${redirectUri}/`,
    `${redirectUri}?next=x`,
    `${redirectUri}/../callback`,
    'https://shop.example/%63allback',
    'https://shop.example:443/callback',
    'https://shop.example@evil.example/callback',
    'https://SHOP.example/callback',
    'http://shop.example/callback',
    'data:text/html,x',
    '//shop.example/callback',
    '',
  ])('goes to the registered address letter by letter, not to %s', async (uri) => {
    const visit = await open(new TestBrowser(), { redirect_uri: uri });
    expect([visit.status, visit.location]).toEqual([400, null]);
  });

  it('to this machine may have any port, for an app that runs on it', async () => {
    const app = await addSite(oauth, { type: 'native', redirectUris: ['http://127.0.0.1/callback'] });
    const page = async (uri: string) => (await open(new TestBrowser(), { redirect_uri: uri }, app)).status;
    expect(await page('http://127.0.0.1:51234/callback')).toBe(303);
    expect(await page('http://127.0.0.1:51234/other')).toBe(400);
    expect(await page('http://localhost:51234/callback')).toBe(400);
  });
});

describe('an authorization request', () => {
  it.each<[string, Record<string, string | undefined>]>([
    ['without PKCE', { code_challenge: undefined, code_challenge_method: undefined }],
    ['with the plain method', { code_challenge_method: 'plain' }],
    ['with a challenge and no method', { code_challenge_method: undefined }],
    ['for a token from the authorization endpoint', { response_type: 'token' }],
    ['for an ID token from there', { response_type: 'code id_token' }],
    ['with a prompt that contradicts itself', { prompt: 'none login' }],
  ])('%s is refused', async (_, parameters) => {
    const { location } = await open(new TestBrowser(), parameters);
    expect(location).not.toBeNull();
    expect(new URL(location!).pathname).not.toBe('/sign-in');
    expect(location).toMatch(/error=(invalid_request|unsupported_response_type|unauthorized_client)/);
  });

  it('of a public client, too, needs PKCE, and a code of it needs the verifier', async () => {
    const spa = await addSite(oauth, { type: 'spa' });
    const none = { code_challenge: undefined, code_challenge_method: undefined };
    expect(errorOf((await open(new TestBrowser(), none, spa)).location)).toBe('invalid_request');
  });

  it('names the issuer in every answer, so that a site with several servers mixes none up', async () => {
    const refused = await open(new TestBrowser(), { prompt: 'none' });
    expect(errorOf(refused.location)).toBe('login_required');
    expect(new URL(refused.location!).searchParams.get('iss')).toBe(`${oauth.url}/oauth`);
  });

  it('that was pushed is used once, by its client alone', async () => {
    const { url } = await requestSignIn(site);
    const form = Object.fromEntries(new URL(url).searchParams);
    const basic = `Basic ${Buffer.from(`${site.id}:${site.secret}`).toString('base64')}`;
    const pushed = await oauth.post('/oauth/par', form, { authorization: basic });
    expect(pushed.status).toBe(201);
    const other = await addSite(oauth);
    const address = (clientId: string) =>
      `${oauth.url}/oauth/authorize?${new URLSearchParams({ client_id: clientId, request_uri: pushed.body['request_uri']! })}`;
    expect((await new TestBrowser().visit(address(other.id))).status).toBe(400);
    const browser = new TestBrowser();
    const interaction = interactionOf((await browser.follow(address(site.id))).location);
    const { body } = await finish(oauth, browser, { interaction, proven: signInOf(anna) });
    expect(new URL((await browser.follow(body.redirect_to!)).location!).searchParams.has('code')).toBe(true);
    const again = await browser.follow(address(site.id));
    expect(again.location ?? '').not.toContain('code=');
  });

  it('is refused unpushed where the client pushes its requests', async () => {
    const strict = await addSite(oauth, { requirePushedAuthorizationRequests: true });
    expect(errorOf((await open(new TestBrowser(), {}, strict)).location)).toBe('invalid_request');
  });
});

describe('a request that is signed by its client (RFC 9101)', () => {
  const ask = async (change: { sign?: (jwt: SignJWT) => Promise<string>; claims?: object } = {}) => {
    const { publicKey, privateKey } = await generateKeyPair('ES256');
    const jwks = { keys: [{ ...(await exportJWK(publicKey)), kid: 'k1', alg: 'ES256', use: 'sig' }] };
    const client = await addSite(oauth, { tokenEndpointAuthMethod: 'private_key_jwt', jwks });
    const claims = Object.fromEntries(new URL((await requestSignIn(client)).url).searchParams);
    const jwt = new SignJWT({ ...claims, iss: client.id, aud: `${oauth.url}/oauth`, ...change.claims });
    const own = (unsigned: SignJWT) => unsigned.setProtectedHeader({ alg: 'ES256', kid: 'k1' }).sign(privateKey);
    const request = await (change.sign ?? own)(jwt.setExpirationTime('5 minutes'));
    const query = { client_id: client.id, redirect_uri: redirectUri, scope: 'openid email', state: 'changed', request };
    const browser = new TestBrowser();
    return { browser, visit: await browser.follow(`${oauth.url}/oauth/authorize?${new URLSearchParams(query)}`) };
  };

  it('is what was signed, whatever stands beside it', async () => {
    const { browser, visit } = await ask();
    const loaded = await browser.visit(`${oauth.url}/authentication/load?interaction=${interactionOf(visit.location)}`);
    expect(JSON.parse(loaded.text).params.scope).toEqual(['openid']);
  });

  it.each<[string, Parameters<typeof ask>[0]]>([
    ['for another server', { claims: { aud: 'https://other.example' } }],
    ['of another client', { claims: { iss: 'other' } }],
    [
      'by another key',
      {
        sign: async (jwt) => jwt.setProtectedHeader({ alg: 'ES256' }).sign((await generateKeyPair('ES256')).privateKey),
      },
    ],
    [
      'by a secret',
      { sign: (jwt) => jwt.setProtectedHeader({ alg: 'HS256' }).sign(new TextEncoder().encode('k1'.repeat(16))) },
    ],
  ])('is refused %s', async (_, change) => {
    const { visit } = await ask(change);
    expect(visit.location ?? '').not.toContain('/sign-in');
    expect(errorOf(visit.location)).toMatch(/^invalid_request/);
  });
});

describe('a code', () => {
  it('of another session cannot be put into a sign-in: its verifier and nonce are missing', async () => {
    const [stolen, own] = [await requestSignIn(site), await requestSignIn(site)];
    const back = await signIn(oauth, stolen, { person: anna });
    back.searchParams.set('state', own.state);
    await expect(exchange(site, back, own)).rejects.toMatchObject({ error: 'invalid_grant' });
  });

  it('is stored as a hash and expires after a minute', async () => {
    const before = Date.now();
    const code = (await signIn(oauth, await requestSignIn(site), { person: anna })).searchParams.get('code')!;
    const after = Date.now();
    const id = hashArtifactId(oauth.deps.keyring, 'AuthorizationCode', code);
    const row = await oauth.deps.em().findOneOrFail(OauthArtifact, { id });
    // In full seconds.
    expect(row.expiresAt!.getTime()).toBeGreaterThan(before + 59_000);
    expect(row.expiresAt!.getTime()).toBeLessThanOrEqual(after + 60_000);
    expect(JSON.stringify(row.payload)).not.toContain(code);
  });
});

describe('userinfo', () => {
  const ask = (token: string) =>
    fetch(`${oauth.url}/oauth/userinfo`, { headers: { authorization: `Bearer ${token}` } }).then(
      ({ status }) => status,
    );

  it('refuses the token of another audience, an ID token, and what this server did not sign', async () => {
    const api = await addApi(oauth, { tokenFormat: 'jwt' });
    const client = await addSite(oauth, { resources: [api], scopes: ['read'] });
    const request = await requestSignIn(client, { resource: api, scope: 'openid read' });
    const tokens = await exchange(client, await signIn(oauth, request, { person: anna }), request, { resource: api });
    const claims = { sub: anna, aud: site.id, scope: 'openid', client_id: site.id };
    const none = `${Buffer.from('{"alg":"none","typ":"at+jwt"}').toString('base64url')}.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.`;
    const symmetric = await new SignJWT(claims)
      .setProtectedHeader({ alg: 'HS256', typ: 'at+jwt' })
      .sign(new TextEncoder().encode(site.secret));
    for (const token of [tokens.access_token, tokens.id_token!, none, symmetric]) expect(await ask(token)).toBe(401);
  });
});

describe('a sign-in that a site drove itself', () => {
  const drive = (request: { url: string }, values: object = {}) => {
    const asked = new URL(request.url).searchParams;
    const of = { clientId: site.id, redirectUri, codeChallenge: asked.get('code_challenge')! };
    completed.push({ request: of, signIn: signInOf(anna, values) });
  };

  it('is finished without a page, once, for the request that it was made for', async () => {
    const request = await requestSignIn(site);
    drive(request);
    const other = await new TestBrowser().follow((await requestSignIn(site)).url);
    expect(new URL(other.location!).pathname).toBe('/sign-in');
    const { location } = await new TestBrowser().follow(request.url);
    expect((await exchange(site, new URL(location!), request)).claims()).toMatchObject({ sub: anna });
    expect(new URL((await new TestBrowser().follow(request.url)).location!).pathname).toBe('/sign-in');
  });

  it('does not do where it is less than is asked for', async () => {
    const request = await requestSignIn(site, { acr_values: 'urn:countersign:acr:3' });
    drive(request);
    expect(new URL((await new TestBrowser().follow(request.url)).location!).pathname).toBe('/sign-in');
  });
});
