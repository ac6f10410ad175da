import { randomUUID } from 'node:crypto';
import { query } from '../../support/query.ts';
import { useStack } from '../../support/stack.ts';

/** Stores a consent of a web client with tokens, as the authorization server would. */
export async function addConsent(userId: string, clientId = 'web-shop'): Promise<string> {
  const database = useStack().endpoints.postgres_url;
  const id = randomUUID();
  await query(database, 'insert into user_account (id) values ($1) on conflict do nothing', [userId]);
  await query(
    database,
    `insert into oauth_grant (id, account_id, client_id, payload, expires_at) values ($1, $2, $3, '{"openid":{"scope":"openid profile"}}', now() + interval '1 day')`,
    [id, userId, clientId],
  );
  await query(
    database,
    `insert into consent (id, account_id, client_id, scopes, claims, refused_claims, remember, text_version, granted_at, changed_at)
     values ($1, $2, $3, '[{"resource":null,"name":"openid","granted":true,"textVersion":"x"},{"resource":null,"name":"profile","granted":true,"textVersion":"x"}]', '[]', '[]', true, 'x', now(), now())`,
    [id, userId, clientId],
  );
  for (const model of ['AccessToken', 'RefreshToken']) {
    await query(
      database,
      `insert into oauth_artifact (id, model, grant_id, account_id, client_id, payload, expires_at) values (decode(md5($1), 'hex'), $2, $3, $4, $5, '{"scope":"openid profile"}', now() + interval '1 day')`,
      [id + model, model, id, userId, clientId],
    );
  }
  return id;
}
