import { X509Certificate, createHash, createPublicKey } from 'node:crypto';
import { createServer as createHttpServer } from 'node:http';
import { createServer, request as httpsRequest } from 'node:https';
import type { AddressInfo } from 'node:net';
import Koa from 'koa';
import * as openid from 'openid-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mountAuthorizationServer } from '../../src/authorization-server/mount.ts';
import type { OauthClient } from '../../src/entities/tokens/oauth-client.ts';
import { certificateReader } from '../../src/security/clients/presented-certificate.ts';
import { createAuthority } from '../support/connections/certificates.ts';
import type { Authority, Identity } from '../support/connections/certificates.ts';
import { AuthorizationServerUnderTest } from './support/authorization-server-under-test.ts';
import { addApi, addPerson, addSite, exchange, requestSignIn, signIn } from './support/sign-in.ts';
import type { Site } from './support/sign-in.ts';

let authority: Authority;
/** Issued by the authority, with a name of the client; and by another authority, with the same name. */
let right: Identity;
let wrong: Identity;
let forged: Identity;
let oauth: AuthorizationServerUnderTest;
let api: string;
let bank: Site;
beforeAll(async () => {
  authority = await createAuthority();
  right = await authority.issue('payments', ['payments.bank.example', '192.0.2.7']);
  wrong = await authority.issue('other', ['*.bank.example', 'other.example']);
  forged = await (await createAuthority()).issue('payments', ['payments.bank.example', '192.0.2.7']);
  const environment = {
    clientCertificateHeader: 'trusted',
    clientCertificateProxies: ['127.0.0.1/32'],
    clientCertificateAuthorities: authority.certificate,
    mtlsUrl: 'https://mtls.login.example',
  } as const;
  oauth = await AuthorizationServerUnderTest.start({}, environment);
  const server = await addSite(oauth);
  api = await addApi(oauth, { introspectionClients: [server.id], binding: 'mtls' });
  bank = await addService({ tlsClientAuth: { san_dns: 'payments.bank.example' } });
});
afterAll(() => oauth?.stop());

const addService = (settings: Partial<OauthClient>, at = oauth) =>
  addSite(at, {
    tokenEndpointAuthMethod: 'tls_client_auth',
    grantTypes: ['client_credentials'],
    redirectUris: [],
    scopes: ['read'],
    resources: [api],
    tlsClientCertificateBoundAccessTokens: true,
    ...settings,
  });

const derOf = ({ certificate }: Identity) => new X509Certificate(certificate).raw;
/** As the last proxy writes it (RFC 9440). */
const headerOf = (identity: Identity) => `:${derOf(identity).toString('base64')}:`;
const thumbprintOf = (identity: Identity) => createHash('sha256').update(derOf(identity)).digest('base64url');

/** The client behind a proxy that passes its certificate on. */
async function behindProxy({ id }: Site, identity: Identity | undefined, authentication = openid.TlsClientAuth()) {
  const configuration = await openid.discovery(new URL(`${oauth.url}/oauth`), id, {}, authentication, {
    execute: [openid.allowInsecureRequests],
  });
  configuration[openid.customFetch] = (url, { headers, ...options }) =>
    fetch(url, {
      ...(options as RequestInit),
      headers: { ...headers, ...(identity && { 'client-cert': headerOf(identity) }) },
    });
  return configuration;
}

const getToken = async (site: Site, identity?: Identity) =>
  openid.clientCredentialsGrant(await behindProxy(site, identity), { scope: 'read' });
const post = async (path: string, form: Record<string, string>, header?: string) =>
  oauth.post(path, form, header === undefined ? {} : { 'client-cert': header });
const ask = ({ id }: Site, header?: string) =>
  post('/oauth/token', { grant_type: 'client_credentials', client_id: id }, header);

describe('tls_client_auth (RFC 8705 section 2.1)', () => {
  it('takes a client by its certificate, and binds its tokens to that', async () => {
    const tokens = await getToken(bank, right);
    expect(tokens.token_type).toBe('bearer');
    const server = await addSite(oauth);
    await oauth.deps
      .em()
      .execute('update protected_resource set introspection_clients = ? where identifier = ?', [
        JSON.stringify([server.id]),
        api,
      ]);
    expect(await openid.tokenIntrospection(server.configuration, tokens.access_token)).toMatchObject({
      active: true,
      client_id: bank.id,
      cnf: { 'x5t#S256': thumbprintOf(right) },
    });
    expect(await oauth.server.introspectToken(tokens.access_token)).toMatchObject({ certificate: thumbprintOf(right) });
  });

  it.each([
    ['subject_dn', 'CN=payments'],
    ['san_ip', '192.0.2.7'],
    ['san_dns', 'PAYMENTS.bank.example'],
  ] as const)('compares what is registered as %s', async (field, name) => {
    const site = await addService({ tlsClientAuth: { [field]: name } });
    expect((await getToken(site, right)).access_token).toBeTruthy();
    expect(await ask(site, headerOf(wrong))).toMatchObject({ status: 401, body: { error: 'invalid_client' } });
  });

  it('refuses no certificate, one of another name, of another authority, and a wildcard for a name', async () => {
    for (const header of [undefined, headerOf(wrong), headerOf(forged)])
      expect(await ask(bank, header)).toMatchObject({ status: 401, body: { error: 'invalid_client' } });
    await expect(getToken(bank, wrong)).rejects.toMatchObject({ error: 'invalid_client' });
  });

  it('refuses a header that is not one certificate', async () => {
    const der = derOf(right).toString('base64');
    const headers = ['', 'x', `:${der}`, `:${der}:, :${der}:`, `:${der}:;a=1`, ':AAAA:', `:${'A'.repeat(12_000)}:`];
    const longer = `:${Buffer.concat([derOf(right), Buffer.from('more')]).toString('base64')}:`;
    for (const header of [...headers, longer])
      expect(await ask(bank, header)).toMatchObject({ status: 401, body: { error: 'invalid_client' } });
  });
});

describe('self_signed_tls_client_auth (section 2.2)', () => {
  it('takes the registered certificate and no other, from any authority', async () => {
    const x5c = [derOf(forged).toString('base64')];
    const jwk = { ...createPublicKey(forged.certificate).export({ format: 'jwk' }), x5c, use: 'sig' };
    const site = await addService({ tokenEndpointAuthMethod: 'self_signed_tls_client_auth', jwks: { keys: [jwk] } });
    expect((await getToken(site, forged)).access_token).toBeTruthy();
    for (const header of [undefined, headerOf(right)])
      expect(await ask(site, header)).toMatchObject({ status: 401, body: { error: 'invalid_client' } });
  });
});

describe('tokens that are bound to a certificate (section 3)', () => {
  it('are refused without it at userinfo, by our own resources, and by a resource that needs the binding', async () => {
    const site = await addSite(oauth, { type: 'spa', tlsClientCertificateBoundAccessTokens: true, resources: [api] });
    const person = await addPerson(oauth);
    const request = await requestSignIn(site);
    const back = await signIn(oauth, request, { person });
    await expect(exchange(site, back, request)).rejects.toMatchObject({ error: 'invalid_grant' });
    const again = await requestSignIn(site);
    const configuration = await behindProxy(site, right, openid.None());
    const tokens = await exchange({ ...site, configuration }, await signIn(oauth, again, { person }), again);
    const userinfo = (headers: Record<string, string>) =>
      fetch(`${oauth.url}/oauth/userinfo`, { headers: { authorization: `Bearer ${tokens.access_token}`, ...headers } });
    expect((await userinfo({ 'client-cert': headerOf(right) })).status).toBe(200);
    const others: Record<string, string>[] = [{}, { 'client-cert': headerOf(wrong) }];
    for (const headers of others) expect((await userinfo(headers)).status).toBe(401);
    expect(await oauth.server.findUserToken(tokens.access_token)).toBeUndefined();
    const unbound = await addService({
      tokenEndpointAuthMethod: 'client_secret_post',
      tlsClientAuth: null,
      tlsClientCertificateBoundAccessTokens: false,
    });
    const form = { grant_type: 'client_credentials', client_id: unbound.id, client_secret: unbound.secret };
    expect(await post('/oauth/token', form, headerOf(right))).toMatchObject({ body: { error: 'invalid_target' } });
  });

  it('are announced in the metadata', () => {
    expect(bank.configuration.serverMetadata()).toMatchObject({
      tls_client_certificate_bound_access_tokens: true,
      token_endpoint_auth_methods_supported: expect.arrayContaining(['tls_client_auth', 'self_signed_tls_client_auth']),
    });
  });
});

describe('the addresses for clients with certificates (section 5)', () => {
  it('are in the metadata, and a client that is told to use them asks there', async () => {
    const asked: string[] = [];
    const metadata = { use_mtls_endpoint_aliases: true };
    const configuration = await openid.discovery(
      new URL(`${oauth.url}/oauth`),
      bank.id,
      metadata,
      openid.TlsClientAuth(),
      { execute: [openid.allowInsecureRequests] },
    );
    configuration[openid.customFetch] = (url, { headers, ...options }) => {
      asked.push(url);
      const there = url.replace('https://mtls.login.example', oauth.url);
      return fetch(there, { ...(options as RequestInit), headers: { ...headers, 'client-cert': headerOf(right) } });
    };
    expect((await openid.clientCredentialsGrant(configuration, { scope: 'read' })).access_token).toBeTruthy();
    expect(asked).toEqual(['https://mtls.login.example/oauth/token']);
    const { mtls_endpoint_aliases: aliases, ...usual } = configuration.serverMetadata();
    expect(Object.keys(aliases ?? {})).toHaveLength(7);
    expect(aliases?.userinfo_endpoint).toBe('https://mtls.login.example/oauth/userinfo');
    expect(usual.token_endpoint).toBe(`${oauth.url}/oauth/token`);
  });
});

describe('the header of a peer that is not listed', () => {
  it('is ignored, whatever address the caller claims in X-Forwarded-For', async () => {
    const site = await addService({ tlsClientAuth: { san_dns: 'payments.bank.example' } });
    const readers = {
      listed: certificateReader({ clientCertificateHeader: 'trusted', clientCertificateProxies: ['127.0.0.0/8'] }),
      other: certificateReader({ clientCertificateHeader: 'trusted', clientCertificateProxies: ['10.1.0.0/16'] }),
      none: certificateReader({ clientCertificateHeader: 'trusted' }),
      ignored: certificateReader({ clientCertificateProxies: ['127.0.0.0/8'] }),
      ipv6: certificateReader({ clientCertificateHeader: 'trusted', clientCertificateProxies: ['::1/128'] }),
    };
    const seen = async (headers: Record<string, string>) => {
      const found: string[] = [];
      const http = createHttpServer((request, response) => {
        for (const [name, read] of Object.entries(readers)) if (read(request)) found.push(name);
        response.end();
      });
      await new Promise<void>((listening) => http.listen(0, '127.0.0.1', listening));
      try {
        await fetch(`http://127.0.0.1:${(http.address() as AddressInfo).port}`, { headers });
      } finally {
        http.closeAllConnections();
        await new Promise((closed) => http.close(closed));
      }
      return found;
    };
    expect(await seen({ 'client-cert': headerOf(right), 'x-forwarded-for': '10.1.2.3' })).toEqual(['listed']);
    expect(await seen({})).toEqual([]);
    const elsewhere = await AuthorizationServerUnderTest.start(
      {},
      {
        clientCertificateHeader: 'trusted',
        clientCertificateProxies: ['10.1.0.0/16'],
        clientCertificateAuthorities: authority.certificate,
      },
    );
    try {
      const identifier = await addApi(elsewhere);
      const { id } = await addService(
        { tlsClientAuth: { san_dns: 'payments.bank.example' }, resources: [identifier] },
        elsewhere,
      );
      const form = { grant_type: 'client_credentials', client_id: id };
      const headers = { 'client-cert': headerOf(right), 'x-forwarded-for': '10.1.2.3' };
      expect(await elsewhere.post('/oauth/token', form, headers)).toMatchObject({ body: { error: 'invalid_client' } });
    } finally {
      await elsewhere.stop();
    }
    expect((await getToken(site, right)).access_token).toBeTruthy();
  });

  it('is that of a listed proxy which is reached by IPv4 in the notation of IPv6', () => {
    const read = certificateReader({ clientCertificateHeader: 'trusted', clientCertificateProxies: ['10.1.0.0/16'] });
    const from = (remoteAddress: string | undefined) =>
      read({ socket: { remoteAddress }, headers: { 'client-cert': headerOf(right) } } as never) !== undefined;
    const addresses = ['::ffff:10.1.2.3', '10.1.2.3', '::ffff:10.2.2.3', '10.2.0.1', '::1', undefined, ''];
    expect(addresses.map(from)).toEqual([true, true, false, false, false, false, false]);
  });
});

describe('where the header is not trusted', () => {
  it('is nothing, and the certificate is that of the TLS connection', async () => {
    const environment = { clientCertificateAuthorities: authority.certificate };
    const direct = await AuthorizationServerUnderTest.start({}, environment);
    const tls = await authority.issue('localhost', ['127.0.0.1']);
    const https = createServer(
      { key: tls.key, cert: tls.certificate, ca: authority.certificate, requestCert: true, rejectUnauthorized: false },
      new Koa().use(mountAuthorizationServer(direct.server)).callback(),
    );
    await new Promise<void>((listening) => https.listen(0, '127.0.0.1', listening));
    try {
      const identifier = await addApi(direct);
      const tlsClientAuth = { san_dns: 'payments.bank.example' };
      const site = await addService({ tlsClientAuth, resources: [identifier] }, direct);
      const body = new URLSearchParams({ grant_type: 'client_credentials', client_id: site.id }).toString();
      const { port } = https.address() as AddressInfo;
      const call = (identity: Identity | undefined, headers: Record<string, string> = {}) =>
        new Promise<number | undefined>((resolve, reject) => {
          const type = { 'content-type': 'application/x-www-form-urlencoded' };
          const certificate = identity && { key: identity.key, cert: identity.certificate };
          const to = { host: '127.0.0.1', port, path: '/oauth/token', method: 'POST', agent: false as const };
          const options = { ...to, ca: authority.certificate, ...certificate, headers: { ...type, ...headers } };
          const sent = httpsRequest(options, (answer) => {
            answer.resume();
            resolve(answer.statusCode);
          });
          sent.on('error', reject);
          sent.end(body);
        });
      expect(await call(right)).toBe(200);
      for (const identity of [undefined, wrong, forged])
        expect(await call(identity, { 'client-cert': headerOf(right) })).toBe(401);
    } finally {
      https.closeAllConnections();
      await new Promise((closed) => https.close(closed));
      await direct.stop();
    }
  });
});
