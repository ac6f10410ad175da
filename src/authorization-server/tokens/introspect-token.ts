import { runApart } from '../../database/prepared-statement.ts';
import type { TokenType } from '../../entities/tokens/oauth-artifact.ts';
import { hashArtifactId } from '../adapter/artifact-id.ts';
import type { AuthorizationServerDeps } from '../authorization-server-deps.ts';
import type { ActiveToken } from '../authorization-server.ts';
import { isDisabled } from '../version-status.ts';
import { whileSessionLasts } from './lasting-session.ts';

/** One query. A token without a grant is a client's own; any other is valid only while its grant is, and its session where it is for that. */
const findToken = `
    select t.model, t.type, t.account_id, t.client_id, t.payload->>'scope' as scope, t.payload->>'jkt' as thumbprint, t.payload->>'x5t#S256' as certificate, t.payload->'aud' as audience,
           coalesce((t.payload->>'iat')::float8, floor(extract(epoch from t.created_at))) as issued,
           floor(extract(epoch from t.expires_at))::float8 as expires, d.id as device_id, d.application_version_id
      from oauth_artifact t
      left join oauth_grant g on g.id = t.grant_id
      left join device d on d.id = g.device_id
     where t.id = any($1) and t.model in ('AccessToken', 'ClientCredentials') and t.expires_at > $2 and t.consumed_at is null
       and (t.grant_id is null or g.expires_at > $2)
       and ${whileSessionLasts}`;

interface TokenRow {
  model: 'AccessToken' | 'ClientCredentials';
  type: TokenType;
  account_id: string | null;
  client_id: string;
  scope: string | null;
  thumbprint: string | null;
  certificate: string | null;
  audience: string | string[] | null;
  issued: number;
  expires: number;
  device_id: string | null;
  application_version_id: string | null;
}

/** See `AuthorizationServer.introspectToken`. */
export async function introspectToken(deps: AuthorizationServerDeps, token: string): Promise<ActiveToken | undefined> {
  const ids = (['AccessToken', 'ClientCredentials'] as const).map((model) =>
    hashArtifactId(deps.keyring, model, token),
  );
  const rows = await runApart<TokenRow>(deps, { sql: findToken, parameters: [ids, deps.clock()] });
  const [row] = rows;
  if (!row) return undefined;
  const configuration = await deps.configuration.current();
  const version =
    row.application_version_id === null ? undefined : configuration.applicationVersions.get(row.application_version_id);
  if (version && isDisabled(configuration, version.id)) return undefined;
  const application = version && configuration.applications.get(version.application);
  return {
    // As published: the client id of an installation is the id of its device.
    clientId: row.device_id ?? row.client_id,
    userId: row.account_id,
    scope: application ? stillGranted(row.scope ?? '', application.scopes) : (row.scope ?? ''),
    type: row.account_id === null ? null : row.type,
    issuedAt: row.issued,
    expiresAt: row.expires,
    thumbprint: row.thumbprint,
    certificate: row.certificate,
    audience: row.audience,
    app: application
      ? { identifier: application.identifier, platform: version.platform, version: version.versionName }
      : null,
  };
}

/** Drops scopes that the application no longer grants. */
function stillGranted(scope: string, granted: readonly string[]): string {
  return scope
    .split(' ')
    .filter((name) => granted.includes(name))
    .join(' ');
}
