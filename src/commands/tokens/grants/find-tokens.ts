import type { TokenType } from '../../../entities/tokens/oauth-artifact.ts';
import type { CommandDeps } from '../../command-deps.ts';
import { epoch } from '../../../database/epoch.ts';
import { runApart } from '../../../database/prepared-statement.ts';

/** The tokens of one grant: an access token, and what it is renewed with. */
export interface UserToken {
  /** Names the grant. It opens nothing: neither token can be made from it, and it removes only what its user has. */
  id: string;
  clientId: string;
  /** Name of the application; the client's id when it is no app. */
  clientName: string;
  /** Null when the client is no app installation. */
  deviceId: string | null;
  deviceName: string | null;
  /** Epoch milliseconds: when it was issued, or renewed last. */
  createdAt: number;
  /** Space-separated. */
  scope: string;
  type: TokenType;
  refreshTokenIssued: boolean;
  /** The access token is: the app has to renew it first. */
  expired: boolean;
}

const findTokens = `
    select g.id, g.client_id as "clientId", coalesce(a.name, g.client_id) as "clientName", d.id as "deviceId", d.name as "deviceName",
           ${epoch('t.created_at')} as "createdAt", t.scope, t.type, t.refresh as "refreshTokenIssued", not t.access as expired
      from oauth_grant g
      left join device d on d.id = g.device_id
      left join application_version v on v.id = d.application_version_id
      left join application a on a.id = v.application_id
     cross join lateral (
       select max(o.created_at) as created_at,
              bool_or(o.model = 'AccessToken') as access,
              bool_or(o.model = 'RefreshToken') as refresh,
              (array_agg(o.type order by o.created_at desc))[1] as type,
              coalesce((array_agg(o.payload->>'scope' order by o.created_at desc))[1], '') as scope
         from oauth_artifact o
        where o.grant_id = g.id and o.model in ('AccessToken', 'RefreshToken') and o.expires_at > $2 and o.consumed_at is null
     ) t
     where g.account_id = $1 and g.expires_at > $2 and t.created_at is not null
     order by t.created_at, g.id`;

/**
 * What a user's clients can act with, oldest first: one entry for each grant that has a token alive. Whatever expired and
 * cannot be renewed is left out. One query.
 */
export async function findTokensOf(deps: Pick<CommandDeps, 'em' | 'clock'>, userId: string): Promise<UserToken[]> {
  const rows = await runApart<UserToken>(deps, { sql: findTokens, parameters: [userId, deps.clock()] });
  return rows;
}
