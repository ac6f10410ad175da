import { runApart } from '../../database/prepared-statement.ts';
import { levelOfAcr } from '../../domain/authentication/levels.ts';
import { hashArtifactId } from '../adapter/artifact-id.ts';
import type { AuthorizationServerDeps } from '../authorization-server-deps.ts';
import type { UserToken } from '../authorization-server.ts';
import { whileSessionLasts } from './lasting-session.ts';

/** A token that is bound to a key is no bearer token. Its grant is alive, its person active, and its session there where it is for that. */
const findToken = `
    select t.account_id as "userId", t.client_id as "clientId", t.payload->>'scope' as scope, t.payload->>'aud' as audience,
           t.payload->>'sessionUid' as session, t.payload->'extra'->>'acr' as acr, (t.payload->'extra'->>'auth_time')::float8 as "authTime"
      from oauth_artifact t
      join oauth_grant g on g.id = t.grant_id
      join person p on p.id = t.account_id
     where t.id = $1 and t.model = 'AccessToken' and t.expires_at > $2 and t.consumed_at is null and g.expires_at > $2
       and p.status = 'active' and t.payload->>'jkt' is null and t.payload->>'x5t#S256' is null
       and ${whileSessionLasts}`;

interface TokenRow {
  userId: string;
  clientId: string;
  scope: string | null;
  audience: string | null;
  session: string | null;
  acr: string | null;
  authTime: number | null;
}

/** See `AuthorizationServer.findUserToken`. */
export async function findUserToken(
  deps: Pick<AuthorizationServerDeps, 'em' | 'clock' | 'keyring'>,
  token: string,
): Promise<UserToken | undefined> {
  const id = hashArtifactId(deps.keyring, 'AccessToken', token);
  const [row] = await runApart<TokenRow>(deps, { sql: findToken, parameters: [id, deps.clock()] });
  if (!row) return undefined;
  const { userId, clientId, scope, audience, session, acr, authTime } = row;
  return {
    userId,
    clientId,
    scopes: (scope ?? '').split(' ').filter(Boolean),
    audience,
    sessionId: session,
    level: levelOfAcr(acr),
    authTime: authTime ?? 0,
  };
}
