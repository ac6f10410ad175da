import { createHash, randomUUID, X509Certificate } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EntityManager } from '@mikro-orm/postgresql';
import * as openid from 'openid-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freePort } from '../../dev/ports.ts';
import type { Instance } from '../../dev/parts/instance.ts';
import { loadConfiguration } from '../../src/commands/configuration/load-configuration.ts';
import { createPerson } from '../../src/commands/persons/profile/create-person.ts';
import { readEnvironment } from '../../src/config/environment.ts';
import type { Environment } from '../../src/config/environment.ts';
import { createOrm } from '../../src/database/orm.ts';
import { OauthClient } from '../../src/entities/tokens/oauth-client.ts';
import { ProtectedResource } from '../../src/entities/tokens/protected-resource.ts';
import type { RunningProcess } from '../../src/runtime/run-process.ts';
import { startApi } from '../../src/runtime/start-api.ts';
import { Keyring } from '../../src/security/keyring.ts';
import { clientRequest, redirectUri } from '../authentication/support/flow-api.ts';
import { createAuthority } from '../support/connections/certificates.ts';
import type { Authority, Identity } from '../support/connections/certificates.ts';
import { requestByTls } from '../support/connections/tls-fetch.ts';
import { createSeededInstance } from '../support/stack.ts';

let folder: string;
let authority: Authority;
let right: Identity;
let instance: Instance;
let running: RunningProcess;
let url: string;
const address = 'robin@people.example';
const resource = `https://api.example/${randomUUID()}`;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'listen-tls-'));
  authority = await createAuthority();
  right = await authority.issue('payments', ['payments.bank.example']);
  const server = await authority.issue('server', ['127.0.0.1']);
  const files = { ca: authority.certificate, certificate: server.certificate, key: server.key };
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, `${name}.pem`), text);
  instance = await createSeededInstance();
  const port = await freePort();
  url = `https://127.0.0.1:${port}`;
  const environment = readEnvironment({
    ...instance.environment,
    COUNTERSIGN_PUBLIC_URL: url,
    COUNTERSIGN_LISTEN_PORT: String(port),
    COUNTERSIGN_MODE: 'production',
    COUNTERSIGN_LISTEN_CERTIFICATE_FILE: join(folder, 'certificate.pem'),
    COUNTERSIGN_LISTEN_KEY_FILE: join(folder, 'key.pem'),
    COUNTERSIGN_CLIENT_CERTIFICATE_CA_FILE: join(folder, 'ca.pem'),
    COUNTERSIGN_PERSON_CERTIFICATE_CA_FILE: join(folder, 'ca.pem'),
    COUNTERSIGN_LOG_LEVEL: 'fatal',
  });
  await fill(environment);
  running = await startApi(environment);
});
afterAll(async () => {
  await running?.stop();
  await instance?.stop();
  await rm(folder, { recursive: true, force: true });
});

/** Adds the clients, their resource, and a person with a verified address. */
async function fill(environment: Environment): Promise<void> {
  const keyring = new Keyring(environment.keyring);
  const orm = await createOrm(environment, keyring);
  try {
    const em = () => orm.em.fork();
    const configuration = { current: () => loadConfiguration({ em }) };
    const emails = [{ value: address, isPrimary: true, tag: null, verified: true }];
    const deps = { em, keyring, configuration, clock: () => new Date() };
    await createPerson(deps, { values: { givenName: 'Robin', emails }, origin: { requestId: 'test' } });
    await addClients(em());
  } finally {
    await orm.close();
  }
}

async function addClients(em: EntityManager): Promise<void> {
  const times = { createdAt: new Date(), changedAt: new Date() };
  const lists = { postLogoutRedirectUris: [], consentItems: [], defaultAcrValues: [], ...times };
  em.create(ProtectedResource, {
    id: randomUUID(),
    identifier: resource,
    name: 'Payments',
    scopes: [{ name: 'read', description: null, consent: false }],
    introspectionClients: ['bank'],
    authorizationDetailsTypes: [],
    binding: 'mtls',
    ...times,
  });
  em.create(OauthClient, {
    id: 'bank',
    name: 'Bank',
    type: 'confidential',
    tokenEndpointAuthMethod: 'tls_client_auth',
    tlsClientAuth: { san_dns: 'payments.bank.example' },
    tlsClientCertificateBoundAccessTokens: true,
    grantTypes: ['client_credentials'],
    redirectUris: [],
    scopes: ['read'],
    resources: [resource],
    firstParty: false,
    ...lists,
  });
  em.create(OauthClient, {
    id: 'site',
    name: 'Site',
    type: 'spa',
    tokenEndpointAuthMethod: 'none',
    grantTypes: ['authorization_code'],
    redirectUris: [redirectUri],
    scopes: ['openid'],
    resources: [],
    firstParty: true,
    ...lists,
  });
  await em.flush();
}

const derOf = ({ certificate }: Identity) => new X509Certificate(certificate).raw;
/** As a proxy would write it (RFC 9440), had it said so. */
const headerOf = (identity: Identity) => ({ 'client-cert': `:${derOf(identity).toString('base64')}:` });

async function bankWith(identity?: Identity, forged: Record<string, string> = {}): Promise<openid.Configuration> {
  const own = (to: string, init: object = {}) => {
    const { headers, body, ...others } = init as { headers?: Record<string, string>; body?: URLSearchParams | null };
    const sent = { ...others, headers: { ...headers, ...forged }, ...(body && { body: body.toString() }) };
    return requestByTls({ ca: authority.certificate, identity }, to, sent).then(({ response }) => response);
  };
  return openid.discovery(new URL(`${url}/oauth`), 'bank', {}, openid.TlsClientAuth(), { [openid.customFetch]: own });
}

const getToken = async (identity?: Identity, forged = {}) =>
  openid.clientCredentialsGrant(await bankWith(identity, forged), { scope: 'read' });

describe('an OAuth client at a server that listens by TLS itself', () => {
  it('authenticates by the certificate of its connection, and gets tokens that are bound to it', async () => {
    const { access_token: token } = await getToken(right);
    expect(await openid.tokenIntrospection(await bankWith(right), token)).toMatchObject({
      active: true,
      client_id: 'bank',
      cnf: { 'x5t#S256': createHash('sha256').update(derOf(right)).digest('base64url') },
    });
  });

  it('is refused with no certificate, and with another one, also when it forges the header of a proxy', async () => {
    const other = await authority.issue('other', ['other.example']);
    for (const identity of [undefined, other])
      await expect(getToken(identity, headerOf(right))).rejects.toMatchObject({ status: 401, error: 'invalid_client' });
  });
});

describe('a person at a server that listens by TLS itself', () => {
  /** Begins a sign-in and proves by what the connection has. */
  async function prove(identity?: Identity, forged: Record<string, string> = {}) {
    let cookie = '';
    const post = async (path: string, body: object) => {
      const headers = { 'content-type': 'application/json', origin: url, cookie, ...forged };
      const sent = { method: 'POST', headers, body: JSON.stringify(body) };
      const client = { ca: authority.certificate, identity };
      const { response } = await requestByTls(client, `${url}/authentication${path}`, sent);
      cookie = response.headers.getSetCookie()[0]?.split(';')[0] ?? cookie;
      return { status: response.status, body: (await response.json()) as Record<string, unknown> };
    };
    const { body: flow } = await post('/start', clientRequest('site'));
    expect(flow['methods']).toContainEqual({ auth_method: 'certificate' });
    const session = { session_id: flow['session_id'] };
    const { status, body } = await post('/authenticate', { ...session, auth_method: 'certificate', credentials: {} });
    if (body['status'] !== 'authenticated') return [status, body['code']];
    return [status, (await post('/complete', session)).body['status']];
  }

  it('signs in by the certificate of the connection, and by nothing that is sent in a header', async () => {
    const own = await authority.issue('Robin', [address]);
    expect(await prove(own)).toEqual([200, 'completed']);
    for (const identity of [undefined, right])
      expect(await prove(identity, headerOf(own))).toEqual([401, 'certificate_refused']);
  });
});
