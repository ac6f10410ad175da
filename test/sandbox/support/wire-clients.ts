import { connect } from 'node:http2';
import type { IncomingHttpHeaders, OutgoingHttpHeaders } from 'node:http2';
import { request } from 'node:https';
import { SignJWT } from 'jose';
import { createPrivateKey } from 'node:crypto';
import type { JWTPayload } from 'jose';
import type { Sandbox } from '../../../sandbox/start-sandbox.ts';

export interface WireAnswer {
  status: number;
  headers: IncomingHttpHeaders;
  body: unknown;
}

/** Sends an HTTPS request without a client library of the provider. */
export async function postHttps(
  sandbox: Sandbox,
  path: string,
  headers: Record<string, string>,
  body: string,
  method = 'POST',
): Promise<WireAnswer> {
  return new Promise((resolve, reject) => {
    const outgoing = request(
      `${sandbox.httpsUrl}${path}`,
      { method, headers, ca: sandbox.caPem, agent: false },
      (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
        response.on('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            body: text === '' ? undefined : JSON.parse(text),
          }),
        );
      },
    );
    outgoing.once('error', reject).end(body);
  });
}

/** Sends an HTTP/2 request to APNs without a client library. */
export async function postApns(
  sandbox: Sandbox,
  path: string,
  headers: OutgoingHttpHeaders,
  body: string,
): Promise<WireAnswer> {
  const session = connect(sandbox.apnsUrl, { ca: sandbox.caPem });
  try {
    return await new Promise((resolve, reject) => {
      session.once('error', reject);
      const stream = session.request({ ':method': 'POST', ':path': path, ...headers });
      let answer: IncomingHttpHeaders = {};
      let text = '';
      stream.once('response', (received) => (answer = received)).once('error', reject);
      stream.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
      stream.once('end', () =>
        resolve({
          status: Number(answer[':status']),
          headers: answer,
          body: text === '' ? undefined : JSON.parse(text),
        }),
      );
      stream.end(body);
    });
  } finally {
    session.close();
  }
}

/** Signs an assertion for Google's token endpoint; valid unless `change` makes it invalid. */
export async function signAssertion(
  sandbox: Sandbox,
  change: { claims?: JWTPayload; kid?: string; privateKey?: string } = {},
): Promise<string> {
  const account = sandbox.credentials.fcm_service_account;
  const now = Math.floor(Date.now() / 1000);
  const scope = 'https://www.googleapis.com/auth/firebase.messaging';
  return new SignJWT({
    iss: account.client_email,
    aud: account.token_uri,
    scope,
    iat: now,
    exp: now + 3600,
    ...change.claims,
  })
    .setProtectedHeader({ alg: 'RS256', kid: change.kid ?? account.private_key_id })
    .sign(createPrivateKey(change.privateKey ?? account.private_key));
}

export async function exchangeAssertion(
  sandbox: Sandbox,
  assertion: string,
  grantType = 'urn:ietf:params:oauth:grant-type:jwt-bearer',
): Promise<WireAnswer> {
  const form = new URLSearchParams({ grant_type: grantType, assertion });
  return postHttps(sandbox, '/token', { 'content-type': 'application/x-www-form-urlencoded' }, form.toString());
}

/** Signs a provider token for APNs; valid unless `change` makes it invalid. */
export async function signProviderToken(
  sandbox: Sandbox,
  change: { issuer?: string; kid?: string; issuedAt?: number; privateKey?: string } = {},
): Promise<string> {
  const { team_id: teamId, key_id: keyId, p8 } = sandbox.credentials.apns;
  return new SignJWT()
    .setProtectedHeader({ alg: 'ES256', kid: change.kid ?? keyId })
    .setIssuer(change.issuer ?? teamId)
    .setIssuedAt(change.issuedAt)
    .sign(createPrivateKey(change.privateKey ?? p8));
}
