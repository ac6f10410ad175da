import type { OperatorRole } from '../../domain/configuration/operator-roles.ts';
import type { CommandDeps } from '../command-deps.ts';
import type { ConfigurationSource } from '../configuration/configuration-snapshot.ts';
import { runApart } from '../../database/prepared-statement.ts';
import { hashSessionToken } from './operator-session.ts';
import type { SignedInOperator } from './operator-session.ts';

/** Reads the session and records its use in one statement, so that two requests at the idle limit agree. */
const useSession = `update operator_session s set last_used_at = greatest(s.last_used_at, $2::timestamptz)
           from operator o
          where s.token_hash = $1 and o.id = s.operator_id and not o.disabled and s.expires_at > $2 and s.last_used_at > $3
      returning s.id, (extract(epoch from s.expires_at) * 1000)::bigint as expires_at, o.id as operator_id, o.username, o.display_name, o.role`;

interface Row {
  id: string;
  /** Epoch milliseconds. */
  expires_at: string;
  operator_id: string;
  username: string;
  display_name: string;
  role: OperatorRole;
}

type Deps = Pick<CommandDeps, 'em' | 'clock' | 'keyring'> & { configuration: ConfigurationSource };

/** The operator of a bearer token's session; undefined when it ended or is unknown. Restarts the idle time. */
export async function findOperatorSession(deps: Deps, token: string): Promise<SignedInOperator | undefined> {
  const { general } = await deps.configuration.current();
  const now = deps.clock();
  const idleSince = new Date(now.getTime() - general.operator_session_idle_minutes * 60_000);
  const rows = await runApart<Row>(deps, {
    sql: useSession,
    parameters: [hashSessionToken(deps.keyring, token), now, idleSince],
  });
  const [row] = rows;
  if (!row) return undefined;
  return {
    sessionId: row.id,
    operatorId: row.operator_id,
    username: row.username,
    displayName: row.display_name,
    role: row.role,
    expiresAt: new Date(Number(row.expires_at)),
  };
}
