import { randomBytes, randomUUID } from 'node:crypto';
import { query } from './rest.ts';

/** A path of the end-user API. */
export function of(userId: string, path: string): string {
  return `/v1/users/${encodeURIComponent(userId)}${path}`;
}

/** Inserts a consent and an access token of a web client, as the authorization server stores them. @returns the id of the consent. */
export async function giveConsent(userId: string, scope = 'openid profile'): Promise<string> {
  const id = randomUUID();
  await query(
    `insert into oauth_grant (id, account_id, client_id, payload, expires_at) values ($1, $2, 'webshop', $3, now() + interval '1 day')`,
    [id, userId, { openid: { scope } }],
  );
  const scopes = scope.split(' ').map((name) => ({ resource: null, name, granted: true, textVersion: 'test' }));
  await query(
    `insert into consent (id, account_id, client_id, scopes, claims, refused_claims, remember, text_version, granted_at, changed_at)
     values ($1, $2, 'webshop', $3, '[]', '[]', true, 'test', now(), now()) on conflict do nothing`,
    [id, userId, JSON.stringify(scopes)],
  );
  await addArtifact('AccessToken', { userId, grant: id, scope });
  return id;
}

/** Inserts an artifact of the authorization server, as it stores it. */
export async function addArtifact(
  model: string,
  {
    userId,
    grant = null,
    scope = '',
    uid = null,
    payload = {},
    expires = '1 hour',
  }: { userId: string; grant?: string | null; scope?: string; uid?: string | null; payload?: object; expires?: string },
): Promise<void> {
  await query(
    `insert into oauth_artifact (id, model, grant_id, account_id, client_id, uid, payload, expires_at) values ($1, $2, $3, $4, 'webshop', $5, $6, now() + $7::interval)`,
    [randomBytes(32), model, grant, userId, uid, { scope, ...payload }, expires],
  );
}

/** Inserts a session with a consent and a token, as the authorization server stores them. */
export async function logIn(userId: string): Promise<{ sessionId: string; grant: string }> {
  const grant = await giveConsent(userId);
  const sessionId = randomUUID();
  const authorizations = { webshop: { sid: 'x', grantId: grant } };
  const payload = { loginTs: 1_800_000_000, iat: 1_800_000_060, accountId: userId, authorizations };
  await addArtifact('Session', { userId, uid: sessionId, payload });
  return { sessionId, grant };
}
