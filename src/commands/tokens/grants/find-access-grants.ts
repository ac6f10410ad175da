import type { CommandDeps } from '../../command-deps.ts';
import { epoch } from '../../../database/epoch.ts';
import { runApart } from '../../../database/prepared-statement.ts';

/** What a client was given to get tokens with and has not used yet. Normally it is used at once, and there is none. */
export interface AccessGrant {
  id: string;
  /** An authorization code, or the code that connects an app. */
  type: 'AUTHORIZATION_CODE' | 'ENROLLMENT_CODE';
  /** Null of an enrolment code: the app that will use it is not known yet. */
  clientId: string | null;
  /** Space-separated. */
  scope: string;
  /** Epoch milliseconds. */
  createdAt: number;
  /** Epoch milliseconds. */
  expiresAt: number;
}

/** An artifact's id is a keyed hash of the code: it names it and opens nothing. */
const findAccessGrants = `
    select encode(o.id, 'hex') as id, 'AUTHORIZATION_CODE' as type, o.client_id as "clientId", coalesce(o.payload->>'scope', '') as scope,
           ${epoch('o.created_at')} as "createdAt", ${epoch('o.expires_at')} as "expiresAt"
      from oauth_artifact o
     where o.account_id = $1 and o.model = 'AuthorizationCode' and o.consumed_at is null and o.expires_at > $2
    union all
    select c.id::text, 'ENROLLMENT_CODE', null, '',
           ${epoch('c.created_at')}, ${epoch('c.expires_at')}
      from enrollment_code c
     where c.user_id = $1 and c.consumed_at is null and c.expires_at > $2
     order by "createdAt", id`;

/** Codes of a user that are not used and not expired, oldest first. */
export async function findAccessGrantsOf(
  deps: Pick<CommandDeps, 'em' | 'clock'>,
  userId: string,
): Promise<AccessGrant[]> {
  return runApart<AccessGrant>(deps, { sql: findAccessGrants, parameters: [userId, deps.clock()] });
}
