import { decodeProtectedHeader } from 'jose';
import * as openid from 'openid-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createOpenIdConnect } from '../../../demo/site/server/sign-in/open-id-connect.ts';
import { addressKey } from '../../../src/commands/rate-limits/address-key.ts';
import { rateLimit } from '../../../src/domain/rate-limits/limits.ts';
import { Event } from '../../../src/entities/events/event.ts';
import { Person } from '../../../src/entities/persons/person.ts';
import { OauthArtifact } from '../../../src/entities/tokens/oauth-artifact.ts';
import { AuthorizationServerUnderTest } from '../support/authorization-server-under-test.ts';
import { addPerson, addSite, exchange, redirectUri, requestSignIn, signIn } from '../support/sign-in.ts';
import type { Site } from '../support/sign-in.ts';
import { TestBrowser } from '../support/test-browser.ts';

let oauth: AuthorizationServerUnderTest;
let site: Site;
let anna: string;
beforeAll(async () => {
  oauth = await AuthorizationServerUnderTest.start();
  site = await addSite(oauth);
  anna = await addPerson(oauth, {
    username: 'anna',
    displayName: 'Anna V.',
    locale: 'nl-NL',
    emails: [{ value: 'Anna@example.com', isPrimary: true, tag: null, verified: true }],
    phones: [{ value: '+31612345678', isPrimary: true, tag: null, verified: undefined }],
  });
});
afterAll(() => oauth.stop());

const basic = ({ id, secret }: Site) => ({
  authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`,
});
const userinfo = (accessToken: string) =>
  fetch(`${oauth.url}/oauth/userinfo`, { headers: { authorization: `Bearer ${accessToken}` } });

describe('a sign-in by authorization code', () => {
  it('returns an ID token with the user, methods, time and session of the sign-in', async () => {
    const request = await requestSignIn(site);
    const back = await signIn(oauth, request, { person: anna });
    expect([...back.searchParams.keys()].toSorted()).toEqual(['code', 'iss', 'state']);
    const tokens = await exchange(site, back, request);
    expect(tokens).toMatchObject({ token_type: 'bearer', expires_in: 300, scope: 'openid' });
    expect(tokens.refresh_token).toBeUndefined();
    const claims = tokens.claims()!;
    expect(claims).toEqual({
      iss: `${oauth.url}/oauth`,
      aud: site.id,
      sub: anna,
      acr: 'urn:countersign:acr:2',
      amr: ['pwd', 'otp', 'mfa'],
      auth_time: expect.any(Number),
      nonce: request.nonce,
      sid: expect.any(String),
      iat: expect.any(Number),
      exp: claims.iat + 600,
    });
    expect(decodeProtectedHeader(tokens.id_token!)).toEqual({ alg: 'ES256', kid: expect.any(String) });
  });

  it.each(['RS256', 'EdDSA'] as const)('signs the ID token with %s if configured for the client', async (alg) => {
    const other = await addSite(oauth, { idTokenSignedResponseAlg: alg });
    const request = await requestSignIn(other);
    const tokens = await exchange(other, await signIn(oauth, request, { person: anna }), request);
    expect(decodeProtectedHeader(tokens.id_token!).alg).toBe(alg);
  });

  it('returns at userinfo only the claims of the granted scopes', async () => {
    const request = await requestSignIn(site, { scope: 'openid profile email' });
    const tokens = await exchange(site, await signIn(oauth, request, { person: anna }), request);
    expect(await openid.fetchUserInfo(site.configuration, tokens.access_token, anna)).toEqual({
      sub: anna,
      name: 'Anna V.',
      given_name: 'Anna',
      family_name: 'Visser',
      preferred_username: 'anna',
      locale: 'nl-NL',
      updated_at: expect.any(Number),
      email: 'Anna@example.com',
      email_verified: true,
    });
    const phone = await requestSignIn(site, { scope: 'openid phone' });
    const others = await exchange(site, await signIn(oauth, phone, { person: anna }), phone);
    expect(await (await userinfo(others.access_token)).json()).toEqual({
      sub: anna,
      phone_number: '+31612345678',
      phone_number_verified: false,
    });
  });

  it('refuses a scope that the client does not have', async () => {
    const narrow = await addSite(oauth, { scopes: ['profile'] });
    const request = await requestSignIn(narrow, { scope: 'openid email' });
    const { location } = await new TestBrowser().follow(request.url);
    expect(new URL(location!).searchParams.get('error')).toBe('invalid_scope');
  });
});

describe('the demonstration shop', () => {
  it('takes no sign-in that is weaker than it asked for', async () => {
    const shop = createOpenIdConnect({ countersignUrl: oauth.url, client: site, redirectUri });
    const asked = 'urn:countersign:acr:2';
    const come = async (acr: string) => {
      const { url, pending } = await shop.begin(asked);
      url.searchParams.delete('acr_values');
      const request = { url: url.href, verifier: '', state: '', nonce: '' };
      return shop.finish(await signIn(oauth, request, { person: anna, values: { acr } }), pending);
    };
    await expect(come('urn:countersign:acr:1')).rejects.toThrow('too weak');
    for (const acr of [asked, 'urn:countersign:acr:3', 'phr']) expect(await come(acr)).toMatchObject({ userId: anna });
  });
});

describe('GET /oauth/authorize from one address', () => {
  it('is refused beyond the limit, in each spelling, and stores no interaction', async () => {
    const { deps } = oauth;
    const [address, other] = ['203.0.113.7', '203.0.113.8'];
    const { points, name } = rateLimit('authorization-request:address');
    const key = `${name}:${addressKey(deps.keyring, address)}`;
    await deps
      .em()
      .execute('insert into rate_limit (key, points, expire) values (?, ?, 32503680000000)', [key, points]);
    const { url } = await requestSignIn(site);
    const ask = (from: string, spelled = '/authorize', accept = 'text/html') =>
      fetch(url.replace('/authorize', spelled), {
        redirect: 'manual',
        headers: { accept, 'x-forwarded-for': from },
      });
    const count = () => deps.em().count(OauthArtifact, { model: 'Interaction' });
    const before = await count();
    const page = await ask(address);
    expect([page.status, page.headers.get('content-type')]).toEqual([429, 'text/html; charset=utf-8']);
    expect(Number(page.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(await (await ask(address, '/authorize', 'application/json')).json()).toMatchObject({ error: 'slow_down' });
    for (const spelled of ['/authorize/', '/AUTHORIZE', '/%61uthorize'])
      expect((await ask(address, spelled)).status).toBeGreaterThanOrEqual(400);
    expect(await count()).toBe(before);
    expect((await ask(other)).status).toBe(303);
    expect(await count()).toBe(before + 1);
  });
});

describe('POST /oauth/par and /oauth/device/auth from one address', () => {
  it.each([
    ['/oauth/par', 'pushed-request:address', '203.0.113.17'],
    ['/oauth/device/auth', 'authorization-request:address', '203.0.113.18'],
  ] as const)('%s is refused beyond the limit', async (path, limit, address) => {
    const { points, name } = rateLimit(limit);
    const key = `${name}:${addressKey(oauth.deps.keyring, address)}`;
    const em = oauth.deps.em();
    await em.execute('insert into rate_limit (key, points, expire) values (?, ?, 32503680000000)', [key, points]);
    const refused = await oauth.post(path, { client_id: 'unknown' }, { 'x-forwarded-for': address });
    expect([refused.status, refused.body.error]).toEqual([429, 'slow_down']);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await oauth.post(path, { client_id: 'unknown' }, { 'x-forwarded-for': '203.0.113.19' })).status).toBe(401);
  });
});

describe('an authorization code', () => {
  const form = (back: URL, verifier: string) => ({
    grant_type: 'authorization_code',
    code: back.searchParams.get('code')!,
    code_verifier: verifier,
    redirect_uri: redirectUri,
  });

  it('gets tokens for one of sixteen concurrent uses, and the other uses revoke them', async () => {
    const request = await requestSignIn(site);
    const back = await signIn(oauth, request, { person: anna });
    const answers = await Promise.all(
      Array.from({ length: 16 }, () => oauth.post('/oauth/token', form(back, request.verifier), basic(site))),
    );
    const [won, ...more] = answers.filter(({ status }) => status === 200);
    expect(more).toEqual([]);
    expect(answers.filter(({ body }) => body['error'] === 'invalid_grant')).toHaveLength(15);
    expect((await userinfo(won!.body['access_token']!)).status).toBe(401);
    expect(await oauth.deps.em().count(Event, { name: 'AUTHORIZATION CODE REUSED', clientId: site.id })).toBe(1);
  });

  it('is refused when used again, which revokes its tokens', async () => {
    const request = await requestSignIn(site);
    const back = await signIn(oauth, request, { person: anna });
    const tokens = await exchange(site, back, request);
    expect((await userinfo(tokens.access_token)).status).toBe(200);
    const again = await oauth.post('/oauth/token', form(back, request.verifier), basic(site));
    expect([again.status, again.body['error']]).toEqual([400, 'invalid_grant']);
    expect((await userinfo(tokens.access_token)).status).toBe(401);
  });

  it('stays valid after requests without its verifier, of another client or with another redirect URI', async () => {
    const request = await requestSignIn(site);
    const back = await signIn(oauth, request, { person: anna });
    const right = form(back, request.verifier);
    const other = await addSite(oauth);
    const { code_verifier: _, ...withoutVerifier } = right;
    const attempts: [Record<string, string>, Site][] = [
      [withoutVerifier, site],
      [{ ...right, code_verifier: openid.randomPKCECodeVerifier() }, site],
      [{ ...right, redirect_uri: `${redirectUri}/` }, site],
      [right, other],
    ];
    for (const [sent, by] of attempts)
      expect((await oauth.post('/oauth/token', sent, basic(by))).body['error']).toBe('invalid_grant');
    expect((await oauth.post('/oauth/token', right, basic(site))).status).toBe(200);
  });
});

describe('a person who is not active', () => {
  it.each(['disabled', 'restricted', 'inactive', 'deletion_pending'] as const)(
    'gets no code, token or claims while %s',
    async (status) => {
      const person = await addPerson(oauth);
      const [early, late] = [await requestSignIn(site), await requestSignIn(site)];
      const tokens = await exchange(site, await signIn(oauth, early, { person }), early);
      const back = await signIn(oauth, late, { person });
      await oauth.deps.em().nativeUpdate(Person, { user: person }, { status });
      expect((await userinfo(tokens.access_token)).status).toBe(401);
      await expect(exchange(site, back, late)).rejects.toMatchObject({ error: 'invalid_grant' });
      await expect(signIn(oauth, await requestSignIn(site), { person })).rejects.toThrow('account_refused');
    },
  );
});
