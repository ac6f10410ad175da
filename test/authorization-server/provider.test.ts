import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { compactVerify, createLocalJWKSet, SignJWT, importJWK } from 'jose';
import Koa from 'koa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createAuthorizationServer } from '../../src/authorization-server/create-authorization-server.ts';
import { mountAuthorizationServer } from '../../src/authorization-server/mount.ts';
import { loadSigningKeys } from '../../src/authorization-server/signing-keys.ts';
import { SigningKey } from '../../src/entities/tokens/signing-key.ts';
import { createOrm } from '../../src/runtime/orm.ts';
import { AuthorizationServerUnderTest, browserOrigin } from './support/authorization-server-under-test.ts';

let oauth: AuthorizationServerUnderTest;
beforeAll(async () => void (oauth = await AuthorizationServerUnderTest.start()));
afterAll(() => oauth.stop());

describe('GET /oauth/.well-known/openid-configuration', () => {
  it('names the public URL, whatever host the request came to', async () => {
    const response = await fetch(`${oauth.url}/oauth/.well-known/openid-configuration`, { headers: { 'x-forwarded-host': 'evil.example' } });
    expect(await response.json()).toMatchObject({
      issuer: `${oauth.url}/oauth`,
      token_endpoint: `${oauth.url}/oauth/token`,
      jwks_uri: `${oauth.url}/oauth/jwks`,
      revocation_endpoint: `${oauth.url}/oauth/token/revocation`,
      grant_types_supported: ['refresh_token', 'urn:countersign:grant-type:enrollment-code'],
      dpop_signing_alg_values_supported: ['ES256'],
    });
  });
});

describe('signing keys', () => {
  it('are published without their private part, and are the ones that sign', async () => {
    const published = (await (await fetch(`${oauth.url}/oauth/jwks`)).json()) as { keys: Record<string, string>[] };
    expect(published.keys).toHaveLength(1);
    expect(published.keys[0]).not.toHaveProperty('d');
    const [jwk] = (await loadSigningKeys(oauth.deps)).keys;
    const signed = await new SignJWT({}).setProtectedHeader({ alg: 'ES256', kid: jwk!.kid! }).sign(await importJWK(jwk!, 'ES256'));
    expect(await compactVerify(signed, createLocalJWKSet(published as never))).toBeDefined();
  });

  it('are encrypted at rest', async () => {
    const [jwk] = (await loadSigningKeys(oauth.deps)).keys;
    const [row] = await oauth.deps.em().execute<{ row: string }[]>("select encode(private_jwk, 'escape') || public_jwk::text as row from signing_key");
    expect(row!.row).toContain(jwk!.kid);
    expect(row!.row).not.toContain(jwk!.d);
  });

  it('are one for all replicas that start together', async () => {
    await oauth.deps.em().nativeDelete(SigningKey, {});
    const sets = await Promise.all(Array.from({ length: 8 }, () => loadSigningKeys(oauth.deps)));
    expect(await oauth.deps.em().count(SigningKey)).toBe(1);
    expect(new Set(sets.map(({ keys }) => keys[0]!.kid)).size).toBe(1);
  });
});

describe('browsers at POST /oauth/token', () => {
  const preflight = (origin: string) =>
    fetch(`${oauth.url}/oauth/token`, {
      method: 'OPTIONS',
      headers: { origin, 'access-control-request-method': 'POST', 'access-control-request-headers': 'dpop' },
    });

  it('may come from a configured origin and read what they need', async () => {
    const phone = await oauth.createPhone();
    const { headers } = await preflight(browserOrigin);
    expect(headers.get('access-control-allow-origin')).toBe(browserOrigin);
    expect(headers.get('access-control-allow-headers')).toBe('dpop');
    const answer = await oauth.connect(phone, await oauth.createCode(), { headers: { origin: browserOrigin } });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('access-control-allow-origin')).toBe(browserOrigin);
    expect(answer.headers.get('access-control-expose-headers')).toContain('Date');
  });

  it('may not come from another, whose code stays usable', async () => {
    const phone = await oauth.createPhone();
    const code = await oauth.createCode();
    for (const origin of ['https://evil.example', 'null']) {
      expect((await preflight(origin)).headers.get('access-control-allow-origin')).toBeNull();
      const answer = await oauth.connect(phone, code, { headers: { origin } });
      expect({ status: answer.status, allowed: answer.headers.get('access-control-allow-origin') }).toEqual({ status: 400, allowed: null });
      expect((await oauth.post('/oauth/token', {}, { origin })).headers.get('access-control-allow-origin')).toBeNull();
    }
    expect((await oauth.connect(phone, code)).status).toBe(200);
  });
});

describe('browser flows', () => {
  it('are off, and say so in JSON even to a browser', async () => {
    const response = await fetch(`${oauth.url}/oauth/auth?client_id=x&response_type=code`, { headers: { accept: 'text/html' } });
    expect(response.status).toBe(400);
    expect(response.headers.get('content-type')).toContain('application/json');
    for (const path of ['/oauth/me', '/oauth/session/end', '/oauth/interaction/x', '/oauth/request', '/oauth/reg']) {
      expect({ path, status: (await fetch(`${oauth.url}${path}`)).status }).toEqual({ path, status: 404 });
    }
  });
});

describe('when PostgreSQL is away', () => {
  it('answers 503 with Retry-After, and works again when it is back', async () => {
    const away = await createOrm({ databaseUrl: 'postgres://x:x@127.0.0.1:1/x', databasePoolSize: 2 }, oauth.deps.keyring);
    let isAway = true;
    const deps = { ...oauth.deps, em: () => (isAway ? away.em.fork() : oauth.deps.em()) };
    const app = new Koa().use(mountAuthorizationServer(createAuthorizationServer(deps)));
    const http = createServer(app.callback()).listen(0, '127.0.0.1');
    await new Promise((listening) => http.once('listening', listening));
    const ask = () => fetch(`http://127.0.0.1:${(http.address() as AddressInfo).port}/oauth/token`, { method: 'POST', body: new URLSearchParams({ client_id: crypto.randomUUID() }) });
    for (const state of ['before its keys were read', 'after']) {
      const refused = await ask();
      expect({ state, status: refused.status, wait: refused.headers.get('retry-after') }).toEqual({ state, status: 503, wait: '2' });
      expect(await refused.json()).toMatchObject({ error: 'temporarily_unavailable' });
      isAway = false;
      expect((await ask()).status).toBe(401);
      isAway = true;
    }
    http.close();
    await away.close();
  });
});
