import { generateKeyPairSync, randomUUID } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { createServer } from 'node:http';
import type { RequestListener } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { SignJWT } from 'jose';
import type { ConfigurationApi } from '../../configuration/support/configuration-api.ts';

export interface SigningKey {
  kid: string;
  privateKey: KeyObject;
  jwk: Record<string, unknown>;
}

export function makeSigningKey(): SigningKey {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const kid = randomUUID();
  return { kid, privateKey, jwk: { ...publicKey.export({ format: 'jwk' }), kid, use: 'sig' } };
}

interface AssertionOptions {
  key: SigningKey;
  /** Base URL of the server. */
  api: string;
  claims?: Record<string, unknown>;
  header?: Record<string, unknown>;
}

/** The `Authorization` of a client with `private_key_jwt`. */
export async function bearer(
  clientId: string,
  { key, api, claims = {}, header = {} }: AssertionOptions,
): Promise<string> {
  const now = Math.floor(Date.now() / 1000);
  const payload = {
    iss: clientId,
    sub: clientId,
    aud: `${api}/oauth`,
    iat: now,
    exp: now + 60,
    jti: randomUUID(),
    ...claims,
  };
  return `Bearer ${await new SignJWT(payload).setProtectedHeader({ alg: 'ES256', kid: key.kid, ...header }).sign(key.privateKey)}`;
}

/** Adds a client with `private_key_jwt`. @returns its id. */
export async function addSigningClient(
  api: ConfigurationApi,
  fields: { public_jwk?: unknown; jwks_uri?: string; scopes?: string[] },
): Promise<string> {
  const id = `signer-${randomUUID()}`;
  const answer = await api.post('/api-clients', {
    name: 'Signer',
    client_id: id,
    authentication_method: 'private_key_jwt',
    scopes: ['onegini_api_mobile_authentication'],
    ...fields,
  });
  if (answer.status !== 201) throw new Error(`not added: ${answer.status} ${JSON.stringify(answer.body)}`);
  return id;
}

export interface KeyPublisher {
  uri: string;
  requests(): number;
  publish(...keys: SigningKey[]): void;
  answer(listener: RequestListener): void;
  close(): void;
}

/** Starts a client's server that publishes its keys. */
export async function startKeyPublisher(...keys: SigningKey[]): Promise<KeyPublisher> {
  let requests = 0;
  const listing =
    (published: SigningKey[]): RequestListener =>
    (_, response) =>
      response.end(JSON.stringify({ keys: published.map(({ jwk }) => jwk) }));
  let answer = listing(keys);
  const server = createServer((request, response) => {
    requests += 1;
    answer(request, response);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    uri: `http://127.0.0.1:${(server.address() as AddressInfo).port}/jwks`,
    requests: () => requests,
    publish: (...published) => (answer = listing(published)),
    answer: (listener) => (answer = listener),
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
