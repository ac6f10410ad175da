import type { EntityManager } from '@mikro-orm/postgresql';
import { OauthArtifact } from '../../../entities/tokens/oauth-artifact.ts';
import { OauthGrant } from '../../../entities/tokens/oauth-grant.ts';
import type { CommandDeps } from '../../command-deps.ts';
import { oweLogouts } from '../logouts/owe-logouts.ts';
import { recordChange } from '../../persons/users/user-action.ts';
import type { UserAction } from '../../persons/users/user-action.ts';

export interface SessionEnd {
  userId: string;
  /** Public handle of one session; all of the user's without it. */
  sessionId?: string | undefined;
  /** Public handle of the session that goes on. */
  exceptId?: string | undefined;
  /** Whether what clients got in the session goes with it; what they may do without the person (`offline_access`) stays. */
  removeTokens: boolean;
}

/**
 * Logs a user out of one browser or of all.
 * @returns how many sessions were ended; each has its event.
 */
export async function endSessions(
  deps: Pick<CommandDeps, 'em' | 'clock'>,
  ended: SessionEnd,
  action: UserAction,
): Promise<number> {
  return deps.em().transactional((em) => deleteSessions(em, ended, action, deps.clock()));
}

/** The same, as part of the caller's transaction. */
export async function deleteSessions(
  em: EntityManager,
  { userId, sessionId, exceptId = '', removeTokens }: SessionEnd,
  action: UserAction,
  now: Date,
): Promise<number> {
  const { requestId } = action.origin;
  await oweLogouts(em, { userId, sessionId, exceptId: exceptId || undefined, requestId }, now);
  const which = { accountId: userId, model: 'Session', uid: sessionId ?? { $nin: [exceptId] } };
  const sessions = await em.find(OauthArtifact, which, { orderBy: { id: 'asc' } });
  for (const { id, uid, payload } of sessions) {
    await em.nativeDelete(OauthArtifact, { id });
    if (uid) await deleteExchangedTokens(em, uid);
    const grants = removeTokens ? grantsOf(payload) : [];
    if (grants.length > 0) await em.nativeDelete(OauthGrant, { id: { $in: grants }, accountId: userId });
    const detail = removeTokens ? 'with_tokens' : null;
    recordChange(em, action, { userId, ...(uid ? { subjectId: uid } : {}), detail }, now);
  }
  return sessions.length;
}

/** Deletes tokens that were exchanged for those of a session that ends: they are of other clients, which the session does not know. */
export async function deleteExchangedTokens(em: EntityManager, sessionId: string): Promise<void> {
  await em.nativeDelete(OauthArtifact, { model: 'AccessToken', uid: sessionId });
}

/** What the authorization server remembers of each client of a session. */
interface ClientOfSession {
  grantId?: unknown;
  /** The grant outlives the session. */
  persistsLogout?: unknown;
}

function grantsOf(payload: Record<string, unknown>): string[] {
  const clients = Object.values((payload['authorizations'] ?? {}) as Record<string, ClientOfSession>);
  return clients
    .filter(({ persistsLogout }) => persistsLogout !== true)
    .map(({ grantId }) => grantId)
    .filter((id) => typeof id === 'string');
}
