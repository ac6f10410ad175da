import { runPrepared } from '../../commands/prepared-statement.ts';
import type { TokenType } from '../../entities/tokens/oauth-artifact.ts';
import { hashArtifactId } from '../adapter/artifact-id.ts';
import type { AuthorizationServerDeps } from '../authorization-server-deps.ts';
import type { ActiveToken } from '../authorization-server.ts';
import { isDisabled } from '../version-status.ts';

/** One round trip. A token without a grant is a client's own; any other lives as long as its grant. */
const findToken = {
  name: 'find-token-to-introspect',
  text: `
    select t.model, t.type, t.account_id, t.client_id, t.payload->>'scope' as scope, t.payload->>'jkt' as thumbprint, t.payload->'aud' as audience,
           coalesce((t.payload->>'iat')::float8, floor(extract(epoch from t.created_at))) as issued,
           floor(extract(epoch from t.expires_at))::float8 as expires, d.application_version_id
      from oauth_artifact t
      left join oauth_grant g on g.id = t.grant_id
      left join device d on d.id = g.device_id
     where t.id = any($1) and t.model in ('AccessToken', 'ClientCredentials') and t.expires_at > $2 and t.consumed_at is null
       and (t.grant_id is null or g.expires_at > $2)`,
};

interface TokenRow {
  model: 'AccessToken' | 'ClientCredentials';
  type: TokenType;
  account_id: string | null;
  client_id: string;
  scope: string | null;
  thumbprint: string | null;
  audience: string | string[] | null;
  issued: number;
  expires: number;
  application_version_id: string | null;
}

/** See `AuthorizationServer.introspectToken`. */
export async function introspectToken(deps: AuthorizationServerDeps, token: string): Promise<ActiveToken | undefined> {
  const ids = ['AccessToken', 'ClientCredentials'].map((model) => hashArtifactId(deps.keyring, model, token));
  const { rows } = await runPrepared<TokenRow>(deps, findToken, [ids, deps.clock()]);
  const [row] = rows;
  if (!row) return undefined;
  const configuration = await deps.configuration.current();
  const version = row.application_version_id === null ? undefined : configuration.applicationVersions.get(row.application_version_id);
  if (version && isDisabled(configuration, version.id)) return undefined;
  const application = version && configuration.applications.get(version.application);
  return {
    clientId: row.client_id,
    userId: row.account_id,
    scope: row.scope ?? '',
    type: row.account_id === null ? null : row.type,
    issuedAt: row.issued,
    expiresAt: row.expires,
    thumbprint: row.thumbprint,
    audience: row.audience,
    app: application ? { identifier: application.identifier, platform: version.platform, version: version.versionName } : null,
  };
}
