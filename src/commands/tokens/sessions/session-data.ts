import type { EntityManager } from '@mikro-orm/postgresql';
import { runApart, runStatement } from '../../../database/prepared-statement.ts';
import { CountersignError } from '../../../errors/countersign-error.ts';
import type { CommandDeps } from '../../command-deps.ts';
import { findAccount } from '../../persons/sign-in-methods/identity/external-identities.ts';

type Deps = Pick<CommandDeps, 'em' | 'clock' | 'keyring'>;

/** A session and its person, as the Session API has them (contract/idp.md section 3). */
export interface SessionData {
  personId: string;
  /** Public handle of the session. */
  sessionId: string;
  /** The account at an identity provider by which the person signed in; null: by none, or it is unlinked since. */
  identity: { providerId: string; subject: string | null } | null;
  /** Epoch seconds of the sign-in. */
  authTime: number;
  acr: string | null;
  amr: string[];
}

/** Days that a token is kept: as long as a session may last. */
const keptDays = 30;

/** @param token in the clear; only its keyed hash is stored. */
export interface NewSessionManagementToken {
  token: string;
  sessionId: string;
  userId: string;
  clientId: string;
}

/** Stores a session management token, in the caller's transaction. */
export async function storeSessionManagementToken(
  em: EntityManager,
  { clock, keyring }: Pick<Deps, 'clock' | 'keyring'>,
  { token, sessionId, userId, clientId }: NewSessionManagementToken,
): Promise<void> {
  const now = clock();
  const expiresAt = new Date(now.getTime() + keptDays * 86_400_000);
  const parameters = [hashOf(keyring, token), sessionId, userId, clientId, now, expiresAt];
  await runStatement(em, {
    sql: `insert into session_management_token (id, session_id, user_id, client_id, created_at, expires_at) values (?, ?, ?, ?, ?, ?)`,
    parameters,
  });
}

interface Row {
  userId: string;
  sessionId: string | null;
  identity: string | null;
  authTime: number | null;
  acr: string | null;
  amr: string[] | null;
}

/** The session counts while it is alive, the person's, and the site has its part in it: what it may do, which a withdrawn consent ends. */
const findSession = `
  select t.user_id as "userId", s.uid as "sessionId", s.payload->>'identity' as identity, (s.payload->>'loginTs')::float8 as "authTime",
         s.payload->>'acr' as acr, s.payload->'amr' as amr
    from session_management_token t
    join oauth_client c on c.id = t.client_id and c.enabled and c.session_management
    left join person p on p.id = t.user_id and p.status = 'active'
    left join oauth_artifact s on s.uid = t.session_id and s.model = 'Session' and s.account_id = p.id
                              and (s.expires_at is null or s.expires_at > $2)
                              and exists (select from oauth_grant g
                                           where g.id = s.payload->'authorizations'->t.client_id->>'grantId'
                                             and g.account_id = s.account_id and g.expires_at > $2)
   where t.id = $1 and t.expires_at > $2`;

/**
 * Whose session a session management token names, and how they signed in.
 * @throws CountersignError `session_token_unknown`; `session_not_found` when the session, or the site's part in it, has ended, or the person is
 *   not active.
 */
export async function findSessionData(deps: Deps, sessionManagementToken: string): Promise<SessionData> {
  const parameters = [hashOf(deps.keyring, sessionManagementToken), deps.clock()];
  const [row] = await runApart<Row & Record<string, unknown>>(deps, { sql: findSession, parameters });
  if (!row) throw new CountersignError('session_token_unknown');
  const { userId: personId, sessionId, identity: methodId, authTime, acr, amr } = row;
  if (sessionId === null) throw new CountersignError('session_not_found');
  const identity = methodId === null ? null : await findAccount(deps.em(), deps.keyring, { personId, methodId });
  return { personId, sessionId, identity, authTime: authTime ?? 0, acr, amr: amr ?? [] };
}

function hashOf(keyring: Deps['keyring'], token: string): Buffer {
  return keyring.lookupHash(token, 'session_management_token');
}
