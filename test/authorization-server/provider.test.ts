import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { compactVerify, createLocalJWKSet, SignJWT, importJWK } from 'jose';
import Koa from 'koa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createAuthorizationServer } from '../../src/authorization-server/create-authorization-server.ts';
import { mountAuthorizationServer } from '../../src/authorization-server/mount.ts';
import { loadSigningKeys } from '../../src/authorization-server/signing-keys.ts';
import { SigningKey } from '../../src/entities/tokens/signing-key.ts';
import { createOrm } from '../../src/database/orm.ts';
import { AuthorizationServerUnderTest, browserOrigin } from './support/authorization-server-under-test.ts';

let oauth: AuthorizationServerUnderTest;
beforeAll(async () => void (oauth = await AuthorizationServerUnderTest.start()));
afterAll(() => oauth.stop());

describe('GET /oauth/.well-known/openid-configuration', () => {
  it('names the public URL for every Host header', async () => {
    const response = await fetch(`${oauth.url}/oauth/.well-known/openid-configuration`, {
      headers: { 'x-forwarded-host': 'evil.example' },
    });
    expect(await response.json()).toMatchObject({
      issuer: `${oauth.url}/oauth`,
      token_endpoint: `${oauth.url}/oauth/token`,
      jwks_uri: `${oauth.url}/oauth/jwks`,
      revocation_endpoint: `${oauth.url}/oauth/token/revocation`,
      grant_types_supported: expect.arrayContaining([
        'authorization_code',
        'refresh_token',
        'client_credentials',
        'urn:countersign:grant-type:enrollment-code',
      ]),
      response_types_supported: ['code'],
      code_challenge_methods_supported: ['S256'],
      acr_values_supported: [...[1, 2, 3, 4].map((level) => `urn:countersign:acr:${level}`), 'phr'],
      authorization_response_iss_parameter_supported: true,
      dpop_signing_alg_values_supported: ['ES256'],
    });
  });
});

describe('signing keys', () => {
  it('are published without their private part, and verify what they sign', async () => {
    const published = (await (await fetch(`${oauth.url}/oauth/jwks`)).json()) as { keys: Record<string, string>[] };
    expect(published.keys.map(({ alg, use, crv }) => `${use} ${alg ?? crv}`).toSorted()).toEqual(
      ['enc P-256', 'sig ES256', 'sig EdDSA', 'sig RS256'].flatMap((kind) => [kind, kind]),
    );
    for (const key of published.keys)
      for (const member of ['d', 'p', 'q', 'dp', 'dq', 'qi']) expect(key).not.toHaveProperty(member);
    const [jwk] = (await loadSigningKeys(oauth.deps)).keys;
    const signed = await new SignJWT({})
      .setProtectedHeader({ alg: jwk!.alg!, kid: jwk!.kid! })
      .sign(await importJWK(jwk!, jwk!.alg!));
    expect(await compactVerify(signed, createLocalJWKSet(published as never))).toBeDefined();
  });

  it('are encrypted at rest', async () => {
    const { keys } = await loadSigningKeys(oauth.deps);
    const rows = await oauth.deps
      .em()
      .execute<{ row: string }[]>("select encode(private_jwk, 'escape') || public_jwk::text as row from signing_key");
    const stored = rows.map(({ row }) => row).join(' ');
    for (const jwk of keys) {
      expect(stored).toContain(jwk.kid);
      expect(stored).not.toContain(jwk.d);
    }
  });

  it('are the same for all replicas that start at once', async () => {
    await oauth.deps.em().nativeDelete(SigningKey, {});
    const sets = await Promise.all(Array.from({ length: 8 }, () => loadSigningKeys(oauth.deps)));
    expect(await oauth.deps.em().count(SigningKey)).toBe(8);
    expect(new Set(sets.map(({ keys }) => keys.map(({ kid }) => kid).join(' '))).size).toBe(1);
  });
});

describe('browsers at POST /oauth/token', () => {
  const preflight = (origin: string) =>
    fetch(`${oauth.url}/oauth/token`, {
      method: 'OPTIONS',
      headers: { origin, 'access-control-request-method': 'POST', 'access-control-request-headers': 'dpop' },
    });

  it('get the CORS headers that they need from a configured origin', async () => {
    const phone = await oauth.createPhone();
    const { headers } = await preflight(browserOrigin);
    expect(headers.get('access-control-allow-origin')).toBe(browserOrigin);
    expect(headers.get('access-control-allow-headers')).toBe('dpop');
    const answer = await oauth.connect(phone, await oauth.createCode(), { headers: { origin: browserOrigin } });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('access-control-allow-origin')).toBe(browserOrigin);
    expect(answer.headers.get('access-control-expose-headers')).toContain('Date');
  });

  it('are refused from another origin, and the code stays usable', async () => {
    const phone = await oauth.createPhone();
    const code = await oauth.createCode();
    for (const origin of ['https://evil.example', 'null']) {
      expect((await preflight(origin)).headers.get('access-control-allow-origin')).toBeNull();
      const answer = await oauth.connect(phone, code, { headers: { origin } });
      expect({ status: answer.status, allowed: answer.headers.get('access-control-allow-origin') }).toEqual({
        status: 400,
        allowed: null,
      });
      expect((await oauth.post('/oauth/token', {}, { origin })).headers.get('access-control-allow-origin')).toBeNull();
    }
    expect((await oauth.connect(phone, code)).status).toBe(200);
  });
});

describe('GET /oauth/authorize of an unknown client', () => {
  it('answers a browser with a page without links, and other callers with the error in JSON', async () => {
    const query = new URLSearchParams({
      client_id: '<b>x',
      response_type: 'code',
      redirect_uri: 'https://evil.example/',
      state: '"><script>',
    });
    const page = await fetch(`${oauth.url}/oauth/authorize?${query}`, {
      headers: { accept: 'text/html' },
      redirect: 'manual',
    });
    expect([page.status, page.headers.get('location')]).toEqual([400, null]);
    expect(page.headers.get('content-type')).toContain('text/html');
    const text = await page.text();
    expect(text).toContain('invalid_client');
    expect(text).not.toMatch(/<b>|<script|evil\.example|href/);
    const json = await fetch(`${oauth.url}/oauth/authorize?${query}`, { headers: { accept: 'application/json' } });
    expect(await json.json()).toMatchObject({ error: 'invalid_client' });
  });
});

describe('disabled features', () => {
  it.each(['/me', '/session/end', '/interaction/x', '/request', '/reg', '/auth'])('answer 404: %s', async (path) => {
    expect((await fetch(`${oauth.url}/oauth${path}`)).status).toBe(404);
  });
});

describe('POST /oauth/token while PostgreSQL is unavailable', () => {
  it('answers 503 with Retry-After, and works again afterwards', async () => {
    const away = await createOrm(
      { databaseUrl: 'postgres://x:x@127.0.0.1:1/x', databasePoolSize: 2 },
      oauth.deps.keyring,
    );
    let isAway = true;
    const deps = { ...oauth.deps, em: () => (isAway ? away.em.fork() : oauth.deps.em()) };
    const app = new Koa().use(mountAuthorizationServer(createAuthorizationServer(deps)));
    const http = createServer(app.callback()).listen(0, '127.0.0.1');
    await new Promise((listening) => http.once('listening', listening));
    const ask = () =>
      fetch(`http://127.0.0.1:${(http.address() as AddressInfo).port}/oauth/token`, {
        method: 'POST',
        body: new URLSearchParams({ client_id: crypto.randomUUID() }),
      });
    for (const state of ['before its keys were read', 'after']) {
      const refused = await ask();
      expect({ state, status: refused.status, wait: refused.headers.get('retry-after') }).toEqual({
        state,
        status: 503,
        wait: '2',
      });
      expect(await refused.json()).toMatchObject({ error: 'temporarily_unavailable' });
      isAway = false;
      expect((await ask()).status).toBe(401);
      isAway = true;
    }
    http.close();
    await away.close();
  });
});
