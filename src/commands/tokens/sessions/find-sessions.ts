import type { CommandDeps } from '../../command-deps.ts';
import { runApart } from '../../../database/prepared-statement.ts';

/** A browser that a user is logged in with, as the authorization server keeps it. */
export interface UserSession {
  /** Its public handle: not what the browser's cookie holds. */
  id: string;
  /** Epoch seconds of the login. */
  loggedInAt: number;
  /** Epoch seconds of when a site last used it. */
  issuedAt: number;
  userAgent: string | null;
  ipAddress: string | null;
  /** Of the sign-in; null if it was kept without. */
  acr: string | null;
  amr: string[];
  /** Sign-in methods by which it was made; empty where that was not kept. */
  methods: string[];
  clientIds: string[];
}

const findSessions = `
    select s.uid as id, coalesce((s.payload->>'loginTs')::float8, floor(extract(epoch from s.created_at))) as "loggedInAt",
           coalesce((s.payload->>'lastSeenAt')::float8, (s.payload->>'iat')::float8, floor(extract(epoch from s.created_at))) as "issuedAt",
           s.payload->>'userAgent' as "userAgent", s.payload->>'ipAddress' as "ipAddress", s.payload->>'acr' as acr,
           coalesce(s.payload->'amr', '[]') as amr, coalesce(s.payload->'methods', '[]') as methods,
           array(select jsonb_object_keys(coalesce(s.payload->'authorizations', '{}'))) as "clientIds"
      from oauth_artifact s
     where s.account_id = $1 and s.model = 'Session' and s.uid is not null and (s.expires_at is null or s.expires_at > $2)
     order by s.created_at, s.id`;

/** The sessions of a user, oldest first. */
export async function findSessionsOf(deps: Pick<CommandDeps, 'em' | 'clock'>, userId: string): Promise<UserSession[]> {
  return runApart<UserSession>(deps, { sql: findSessions, parameters: [userId, deps.clock()] });
}
