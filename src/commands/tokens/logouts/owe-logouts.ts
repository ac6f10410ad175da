import type { EntityManager } from '@mikro-orm/postgresql';
import { notify } from '../../../database/notify.ts';
import { runStatement } from '../../../database/prepared-statement.ts';

/** Browser sessions that end, all of a user's unless one of the others is given. */
export interface EndedSessions {
  userId: string;
  /** Public handle of the session. */
  sessionId?: string | undefined;
  /** Public handle of the session that continues. */
  exceptId?: string | undefined;
  /** The session continues, and only this client is signed out of it. */
  clientId?: string | undefined;
  requestId: string | null;
}

/** @param sessions condition of the sessions, from the third parameter on. */
const oweOf = (sessions: string) => `
  insert into logout_delivery (id, client_id, user_id, session_id, sid, status, attempts, request_id, created_at)
  select gen_random_uuid(), c.id, s.account_id, s.uid, a.value->>'sid', 'pending', 0, $1, $2
    from oauth_artifact s
   cross join lateral jsonb_each(coalesce(s.payload->'authorizations', '{}')) a
    join oauth_client c on c.id = a.key and c.enabled and c.backchannel_logout_uri is not null
   where s.model = 'Session' and s.uid is not null and a.value->>'sid' is not null and a.value->>'grantId' is not null and ${sessions}
      on conflict do nothing
  returning id`;

const oweOfUser = oweOf(`s.account_id = $3
     and ($4::text is null or s.uid = $4) and ($5::text is null or s.uid <> $5) and ($6::text is null or c.id = $6)`);
const oweOfSessions = oweOf('s.account_id is not null and s.id = any($3)');

/**
 * Writes down, in the caller's transaction and before the sessions are deleted, which clients get a logout token (OpenID Connect
 * Back-Channel Logout 1.0): those that have a grant in them. A worker starts a workflow for each after the commit.
 */
export async function oweLogouts(
  em: EntityManager,
  { userId, sessionId, exceptId, clientId, requestId }: EndedSessions,
  now: Date,
): Promise<void> {
  const parameters = [requestId, now, userId, sessionId ?? null, exceptId ?? null, clientId ?? null];
  const owed = await runStatement(em, { sql: oweOfUser, parameters });
  if (owed.length > 0) await notify(em, 'logout', sessionId ?? 'all');
}

/** The same for sessions that expired, by the ids of their rows. */
export async function oweLogoutsOfExpired(em: EntityManager, ids: readonly Buffer[], now: Date): Promise<void> {
  const owed = await runStatement(em, { sql: oweOfSessions, parameters: [null, now, ids] });
  if (owed.length > 0) await notify(em, 'logout', 'expired');
}
