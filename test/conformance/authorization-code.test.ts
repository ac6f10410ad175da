import * as oauth from 'oauth4webapi';
import * as openid from 'openid-client';
import { beforeAll, describe, expect, it } from 'vitest';
import { addClient, addSecret } from '../oauth-clients/support/registry.ts';
import { discoverWith, insecure, issuer, post, signInAdmin } from './support/relying-party.ts';
import type { Service } from './support/relying-party.ts';

const redirectUri = 'https://shop.example/callback';

let site: Service;
let configuration: openid.Configuration;
beforeAll(async () => {
  const admin = await signInAdmin();
  const { client_id: id } = await addClient(admin, {
    grant_types: ['authorization_code', 'refresh_token'],
    redirect_uris: [redirectUri],
    scopes: ['openid', 'profile', 'offline_access'],
  });
  site = { id, secret: (await addSecret(admin, id)).client_secret };
  configuration = await discoverWith(site);
});

/** An authorization request; `undefined` leaves a parameter out. */
async function request(parameters: Record<string, string | undefined> = {}): Promise<Record<string, string>> {
  const all = {
    redirect_uri: redirectUri,
    scope: 'openid',
    state: openid.randomState(),
    code_challenge: await openid.calculatePKCECodeChallenge(openid.randomPKCECodeVerifier()),
    code_challenge_method: 'S256',
    ...parameters,
  };
  return Object.fromEntries(Object.entries(all).filter((entry): entry is [string, string] => entry[1] !== undefined));
}

const visit = async (url: URL) => {
  const answer = await fetch(url, { redirect: 'manual', headers: { accept: 'text/html' } });
  return { answer, location: answer.headers.get('location') };
};
const ask = async (parameters: Record<string, string | undefined> = {}) =>
  visit(openid.buildAuthorizationUrl(configuration, await request(parameters)));

describe('OpenID Connect Core section 3.1.2, the authorization endpoint', () => {
  it('sends the browser to the sign-in page, with a cookie that only this server reads', async () => {
    const { answer, location } = await ask();
    expect([answer.status, new URL(location!).pathname]).toEqual([303, '/sign-in']);
    const cookies = answer.headers.getSetCookie();
    for (const name of ['cs_interaction=', 'cs_interaction.sig=', 'cs_resume=', 'cs_resume.sig='])
      expect(cookies.find((cookie) => cookie.startsWith(name))).toMatch(/; samesite=lax; httponly$/i);
    expect(answer.headers.get('cache-control')).toBe('no-store');
  });

  it('section 3.1.2.6: answers prompt=none without a session with login_required', async () => {
    const { location } = await ask({ prompt: 'none' });
    expect(new URL(location!).searchParams.get('error')).toBe('login_required');
  });
});

describe('RFC 9700 section 2.1, authorization requests', () => {
  it('section 2.1.1: refuses a request without PKCE, and one with the plain method', async () => {
    for (const change of [
      { code_challenge: undefined, code_challenge_method: undefined },
      { code_challenge_method: 'plain' },
    ])
      expect(new URL((await ask(change)).location!).searchParams.get('error')).toBe('invalid_request');
  });

  it('section 4.1.3: sends the browser to no address that differs from the registered one', async () => {
    for (const uri of [`${redirectUri}/`, `${redirectUri}?x`, 'https://shop.example.evil.example/callback']) {
      const { answer, location } = await ask({ redirect_uri: uri });
      expect([uri, answer.status, location]).toEqual([uri, 400, null]);
    }
  });

  it('section 2.1.2: offers no response type but code', async () => {
    const answer = await oauth.discoveryRequest(new URL(issuer), insecure);
    expect(await answer.json()).toMatchObject({
      response_types_supported: ['code'],
      code_challenge_methods_supported: ['S256'],
      pushed_authorization_request_endpoint: `${issuer}/par`,
      end_session_endpoint: `${issuer}/logout`,
      userinfo_endpoint: `${issuer}/userinfo`,
    });
  });
});

describe('RFC 9207 section 2', () => {
  it('names the issuer in an error response, too', async () => {
    const { location } = await ask({ prompt: 'none' });
    expect(new URL(location!).searchParams.get('iss')).toBe(issuer);
    await expect(
      openid.authorizationCodeGrant(configuration, new URL(location!), { expectedState: openid.skipStateCheck }),
    ).rejects.toMatchObject({ error: 'login_required' });
  });
});

describe('RFC 9126, pushed authorization requests', () => {
  it('section 2.2: takes a request from its client and leads on from it', async () => {
    const url = await openid.buildAuthorizationUrlWithPAR(configuration, await request());
    expect([...url.searchParams.keys()].toSorted()).toEqual(['client_id', 'request_uri']);
    expect(new URL((await visit(url)).location!).pathname).toBe('/sign-in');
  });

  it('section 2.1: refuses a client that does not authenticate, and a request that would be refused later', async () => {
    const form = { ...(await request()), client_id: site.id, response_type: 'code' };
    expect((await post('/par', form)).status).toBe(401);
    await expect(
      openid.buildAuthorizationUrlWithPAR(configuration, await request({ redirect_uri: 'https://evil.example/' })),
    ).rejects.toMatchObject({ status: 400 });
  });
});

describe('OpenID Connect Core section 5.3, userinfo', () => {
  it('refuses a request without a token, and with one that is none', async () => {
    const answer = await fetch(`${issuer}/userinfo`, { headers: { authorization: 'Bearer none' } });
    expect(answer.status).toBe(401);
    expect(answer.headers.get('www-authenticate')).toContain('error="invalid_token"');
    expect((await fetch(`${issuer}/userinfo`)).status).toBeGreaterThanOrEqual(400);
  });
});
