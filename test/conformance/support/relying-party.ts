import { generateKeyPairSync, randomUUID } from 'node:crypto';
import * as oauth from 'oauth4webapi';
import * as openid from 'openid-client';
import type { SignedIn } from '../../admin/support/admin-api.ts';
import { signIn } from '../../admin/support/admin-api.ts';
import { addClient, addResource, addSecret } from '../../oauth-clients/support/registry.ts';
import { useStack } from '../../support/stack.ts';
import type { Answer } from '../../support/website.ts';
import { callForm } from '../../support/website.ts';

export const { endpoints } = useStack();
export const issuer = `${endpoints.api}/oauth`;
/** Allows plain HTTP, which the stack uses on loopback. */
export const insecure = { [oauth.allowInsecureRequests]: true };

/** The credentials of a confidential client. */
export interface Service {
  id: string;
  secret: string;
}

export const signInAdmin = (): Promise<SignedIn> => signIn(endpoints.api, endpoints.operators.admin);

/** Adds a confidential client with the resources, the scopes `read` and `write`, and a secret. */
export async function addService(admin: SignedIn, resources: string[], settings: object = {}): Promise<Service> {
  const { client_id: id } = await addClient(admin, { resources, scopes: ['read', 'write'], ...settings });
  return { id, secret: (await addSecret(admin, id)).client_secret };
}

/** Adds a resource, and the client by which its server introspects. */
export async function addApi(admin: SignedIn, settings: object = {}) {
  const server = await addService(admin, []);
  const resource = await addResource(admin, { introspection_clients: [server.id], ...settings });
  return { ...resource, server };
}

/** Discovers the server as `openid-client` does. */
export function discover(
  clientId: string,
  authentication: openid.ClientAuth,
  metadata: Partial<openid.ClientMetadata> = {},
): Promise<openid.Configuration> {
  return openid.discovery(new URL(issuer), clientId, metadata, authentication, {
    execute: [openid.allowInsecureRequests],
  });
}

/** The same for a client with a secret. */
export const discoverWith = ({ id, secret }: Service) => discover(id, openid.ClientSecretBasic(secret));

/** Posts a form, also one that no library would send. */
export function post(
  path: string,
  form: Record<string, string> | string,
  headers: Record<string, string> = {},
): Promise<Answer> {
  if (typeof form !== 'string') return callForm('POST', `${issuer}${path}`, form, headers);
  const type = { 'content-type': 'application/x-www-form-urlencoded' };
  return fetch(`${issuer}${path}`, { method: 'POST', body: form, headers: { ...type, ...headers } }).then(
    async (response) => {
      const text = await response.text();
      return { status: response.status, headers: response.headers, body: text === '' ? null : JSON.parse(text) };
    },
  );
}

/** Posts to the token endpoint as a client with its secret in the header. */
export function token({ id, secret }: Service, form: Record<string, string>, headers: Record<string, string> = {}) {
  const credentials = Buffer.from(`${id}:${secret}`).toString('base64');
  return post(
    '/token',
    { grant_type: 'client_credentials', ...form },
    { authorization: `Basic ${credentials}`, ...headers },
  );
}

/** Introspects a token. */
export function introspect({ id, secret }: Service, accessToken: string) {
  const credentials = Buffer.from(`${id}:${secret}`).toString('base64');
  return post('/token/introspect', { token: accessToken }, { authorization: `Basic ${credentials}` });
}

/** A key pair of a client for `private_key_jwt`. */
export function makeClientKey() {
  const kid = randomUUID();
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return {
    kid,
    privateKey,
    publicKey,
    publicJwk: { ...publicKey.export({ format: 'jwk' }), kid, alg: 'ES256', use: 'sig' },
  };
}
