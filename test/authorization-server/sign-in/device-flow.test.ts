import * as openid from 'openid-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addressKey } from '../../../src/commands/rate-limits/address-key.ts';
import { endSessions } from '../../../src/commands/tokens/sessions/end-sessions.ts';
import { rateLimit } from '../../../src/domain/rate-limits/limits.ts';
import { OauthArtifact } from '../../../src/entities/tokens/oauth-artifact.ts';
import { OauthClient } from '../../../src/entities/tokens/oauth-client.ts';
import { AuthorizationServerUnderTest } from '../support/authorization-server-under-test.ts';
import { addPerson, addSite, finish, interactionOf, signInOf } from '../support/sign-in.ts';
import type { Site } from '../support/sign-in.ts';
import { TestBrowser } from '../support/test-browser.ts';
import type { Visit } from '../support/test-browser.ts';

const grant = 'urn:ietf:params:oauth:grant-type:device_code';

let oauth: AuthorizationServerUnderTest;
let television: Site;
const addDevice = (settings: Partial<OauthClient> = {}) =>
  addSite(oauth, { name: 'Television', grantTypes: [grant, 'refresh_token'], redirectUris: [], ...settings });
beforeAll(async () => {
  oauth = await AuthorizationServerUnderTest.start();
  television = await addDevice();
});
afterAll(() => oauth.stop());

const begin = (site = television, parameters: Record<string, string> = {}) =>
  openid.initiateDeviceAuthorization(site.configuration, { scope: 'openid', ...parameters });

const page = () => `${oauth.url}/oauth/device`;
const xsrfOf = ({ text }: Visit) => /name="xsrf" value="([^"]+)"/.exec(text)?.[1] ?? '';
const post = (browser: TestBrowser, form: Record<string, string>, headers: Record<string, string> = {}) =>
  browser.visit(page(), { method: 'POST', body: new URLSearchParams(form), headers });

/** Types a code. @returns the page that asks to confirm it. */
async function type(browser: TestBrowser, userCode: string, headers: Record<string, string> = {}): Promise<Visit> {
  return post(browser, { xsrf: xsrfOf(await browser.visit(page())), user_code: userCode }, headers);
}

/** Types and confirms a code, and signs in. @returns the last page. */
async function approve(person: string, userCode: string, browser = new TestBrowser()): Promise<Visit> {
  const confirmation = await type(browser, userCode);
  const answer = await post(browser, { xsrf: xsrfOf(confirmation), user_code: userCode, confirm: 'yes' });
  if (answer.location === null) return answer;
  const interaction = interactionOf(answer.location);
  const { body } = await finish(oauth, browser, { interaction, proven: signInOf(person) });
  return browser.follow(body.redirect_to!);
}

/** One token request of the device. */
async function poll(deviceCode: string, site = television) {
  const { status, body } = await oauth.post(
    '/oauth/token',
    {
      grant_type: grant,
      device_code: deviceCode,
      client_id: site.id,
      client_secret: site.secret,
    },
    {},
  );
  const { error, access_token, token_type } = body;
  return { status, error, access_token, token_type };
}

/** A device whose requests carry its secret in the body. */
const addPolled = () => addDevice({ tokenEndpointAuthMethod: 'client_secret_post' });

describe('the device authorization grant (RFC 8628)', () => {
  it('signs a device in by a code that the person types at the page, confirms, and signs in for', async () => {
    const person = await addPerson(oauth);
    const begun = await begin(television, { scope: 'openid profile offline_access' });
    expect(begun).toMatchObject({ verification_uri: page(), expires_in: 600 });
    expect(begun.user_code).toMatch(/^[BCDFGHJKLMNPQRSTVWXZ]{4}-[BCDFGHJKLMNPQRSTVWXZ]{4}$/);
    const done = await approve(person, begun.user_code.toLowerCase().replace('-', ' '));
    expect([done.status, /<h1>(.*)<\/h1>/.exec(done.text)?.[1]]).toEqual([200, 'Your device is signed in']);
    const tokens = await openid.pollDeviceAuthorizationGrant(television.configuration, begun);
    expect(tokens.claims()).toMatchObject({ sub: person, acr: 'urn:countersign:acr:2', sid: expect.any(String) });
    expect(tokens.scope?.split(' ').toSorted()).toEqual(['offline_access', 'openid', 'profile']);
    expect(await openid.fetchUserInfo(television.configuration, tokens.access_token, person)).toMatchObject({
      given_name: 'Anna',
    });
    const refreshed = await openid.refreshTokenGrant(television.configuration, tokens.refresh_token!);
    expect(refreshed.claims()?.sub).toBe(person);
  });

  it('names client and code before the person confirms, also when the address has the code (section 3.3.1)', async () => {
    const begun = await begin();
    const browser = new TestBrowser();
    const input = await browser.visit(begun.verification_uri_complete!);
    expect(input.text).toContain(`value="${begun.user_code}"`);
    const confirmation = await post(browser, { xsrf: xsrfOf(input), user_code: begun.user_code });
    expect(confirmation.text).toContain('Sign in to Television on a device?');
    expect(confirmation.text).toContain(`<strong>${begun.user_code}</strong>`);
  });

  it('signs in only people who may use the client, and as long as they may', async () => {
    const [member, stranger] = [await addPerson(oauth), await addPerson(oauth)];
    const closed = await addDevice({
      access: { users: [member], roles: [] },
      tokenEndpointAuthMethod: 'client_secret_post',
    });
    const [first, second, third] = [await begin(closed), await begin(closed), await begin(closed)];
    await approve(stranger, first.user_code);
    expect(await poll(first.device_code, closed)).toMatchObject({ status: 400, error: 'access_denied' });
    await approve(member, second.user_code);
    expect((await openid.pollDeviceAuthorizationGrant(closed.configuration, second)).claims()?.sub).toBe(member);
    await approve(member, third.user_code);
    await oauth.deps.em().nativeUpdate(OauthClient, { id: closed.id }, { access: { users: [stranger], roles: [] } });
    expect(await poll(third.device_code, closed)).toMatchObject({ status: 400, error: 'invalid_grant' });
  });

  it('asks for consent where the client is not of the same house', async () => {
    const other = await addDevice({ firstParty: false });
    const person = await addPerson(oauth);
    const begun = await begin(other, { scope: 'openid email' });
    const browser = new TestBrowser();
    const asked = await approve(person, begun.user_code, browser);
    expect(new URL(asked.location!).pathname).toBe('/consent');
    const session = new URL(asked.location!).searchParams.get('session_id')!;
    const answer = JSON.stringify({ scopes: ['openid'], claims: [], remember: false });
    const given = await browser.visit(
      `${oauth.url}/authentication/consent-give?${new URLSearchParams({ session, answer })}`,
    );
    const done = await browser.follow((JSON.parse(given.text) as { redirect_to: string }).redirect_to);
    expect(done.text).toContain('Your device is signed in');
    const tokens = await openid.pollDeviceAuthorizationGrant(other.configuration, begun);
    expect(tokens.scope).toBe('openid');
  });

  it('tells the device that the person refused', async () => {
    const polled = await addPolled();
    const begun = await begin(polled);
    const browser = new TestBrowser();
    const confirmation = await type(browser, begun.user_code);
    const aborted = await post(browser, { xsrf: xsrfOf(confirmation), user_code: begun.user_code, abort: 'yes' });
    expect(aborted.text).toContain('The device was not signed in.');
    expect(await poll(begun.device_code, polled)).toMatchObject({ status: 400, error: 'access_denied' });
  });

  it('answers authorization_pending before, and slow_down to a device that asks too often (section 3.5)', async () => {
    const polled = await addPolled();
    const begun = await begin(polled);
    expect(await poll(begun.device_code, polled)).toMatchObject({ status: 400, error: 'authorization_pending' });
    // Sixteen at once are spread over more than a minute on no machine.
    const answers = await Promise.all(Array.from({ length: 16 }, () => poll(begun.device_code, polled)));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([400]));
    expect(answers.map(({ error }) => error)).toContain('slow_down');
    const person = await addPerson(oauth);
    await approve(person, begun.user_code);
    expect(await poll(begun.device_code, polled)).toMatchObject({ status: 200, token_type: 'Bearer' });
  });

  it('gives tokens to one of sixteen requests at once, and to no later one', async () => {
    const polled = await addPolled();
    const begun = await begin(polled);
    await approve(await addPerson(oauth), begun.user_code);
    const answers = await Promise.all(Array.from({ length: 16 }, () => poll(begun.device_code, polled)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(new Set(answers.map(({ error }) => error))).toEqual(new Set([undefined, 'invalid_grant']));
    expect(await poll(begun.device_code, polled)).toMatchObject({ status: 400, error: 'invalid_grant' });
  });

  it('takes a code once, from its own client, and not what the database names it by', async () => {
    const [polled, stranger] = [await addPolled(), await addPolled()];
    const begun = await begin(polled);
    const [row] = await oauth.deps.em().find(OauthArtifact, { model: 'DeviceCode', clientId: polled.id });
    expect(JSON.stringify(row)).not.toContain(begun.user_code.replace('-', ''));
    await approve(await addPerson(oauth), begun.user_code);
    expect((await type(new TestBrowser(), begun.user_code)).text).toContain('This code is wrong or has expired.');
    const handle = `row.${Buffer.from(row!.id).toString('base64url')}`;
    for (const value of [handle, begun.user_code])
      expect(await poll(value, polled)).toMatchObject({ status: 400, error: 'invalid_grant' });
    expect(await poll(begun.device_code, stranger)).toMatchObject({ status: 400, error: 'invalid_grant' });
    expect(await poll(begun.device_code, polled)).toMatchObject({ status: 200 });
  });

  it('answers expired_token for an old code, which no person can confirm any more', async () => {
    const polled = await addPolled();
    const begun = await begin(polled);
    const expiresAt = new Date(Date.now() - 60_000);
    await oauth.deps.em().nativeUpdate(OauthArtifact, { model: 'DeviceCode', clientId: polled.id }, { expiresAt });
    expect(await poll(begun.device_code, polled)).toMatchObject({ status: 400, error: 'expired_token' });
    expect((await type(new TestBrowser(), begun.user_code)).text).toContain('This code is wrong or has expired.');
  });

  it('ends what a device may do with the session of the person', async () => {
    const polled = await addPolled();
    const person = await addPerson(oauth);
    const begun = await begin(polled);
    await approve(person, begun.user_code);
    const { access_token: accessToken } = await poll(begun.device_code, polled);
    const userinfo = () =>
      fetch(`${oauth.url}/oauth/userinfo`, { headers: { authorization: `Bearer ${accessToken}` } });
    expect((await userinfo()).status).toBe(200);
    const action = { event: 'API SESSION REMOVED', origin: { requestId: 'test' } } as const;
    await endSessions(oauth.deps, { userId: person, removeTokens: true }, action);
    expect((await userinfo()).status).toBe(401);
  });
});

describe('POST /oauth/device', () => {
  it('refuses a form of another site, and one without a session', async () => {
    const { user_code } = await begin();
    const browser = new TestBrowser();
    await browser.visit(page());
    for (const asked of [browser, new TestBrowser()]) {
      const { status, text } = await post(asked, { xsrf: 'guess', user_code, confirm: 'yes' });
      expect([status, text]).toEqual([400, expect.stringContaining('The device could not be signed in.')]);
    }
    expect(oauth.logged.filter(({ level }) => level === 'error')).toEqual([]);
  });

  it('limits wrong codes from one address, and shows no text as HTML', async () => {
    const browser = new TestBrowser();
    const from = { 'x-forwarded-for': '203.0.113.50' };
    const wrong = await type(browser, '"><script>1</script>', from);
    expect(wrong.text).toContain('This code is wrong or has expired.');
    expect(wrong.text).not.toContain('<script>');
    const { name, points } = rateLimit('device-code:address');
    const key = `${name}:${addressKey(oauth.deps.keyring, from['x-forwarded-for'])}`;
    await oauth.deps
      .em()
      .execute('update rate_limit set points = ?, expire = 32503680000000 where key = ?', [points, key]);
    expect((await type(browser, 'BBBB-BBBB', from)).text).toContain('There were too many wrong codes.');
    const { user_code } = await begin();
    expect((await type(browser, user_code, from)).status).toBe(429);
    expect((await type(browser, user_code, { 'x-forwarded-for': '203.0.113.51' })).text).toContain(user_code);
  });
});

describe('POST /oauth/device/auth', () => {
  it('refuses a client without the grant, a wrong secret, and a scope that the client may not ask for', async () => {
    const shop = await addSite(oauth);
    await expect(begin(shop)).rejects.toMatchObject({ error: 'invalid_request' });
    const form = { client_id: television.id, client_secret: 'wrong', scope: 'openid' };
    expect((await oauth.post('/oauth/device/auth', form)).status).toBe(401);
    const narrow = await addDevice({ scopes: ['openid'] });
    await expect(begin(narrow, { scope: 'openid email' })).rejects.toMatchObject({ error: 'invalid_scope' });
  });

  it('is announced in the metadata', () => {
    expect(television.configuration.serverMetadata()).toMatchObject({
      device_authorization_endpoint: `${oauth.url}/oauth/device/auth`,
      grant_types_supported: expect.arrayContaining([grant]),
    });
  });
});
