import { OauthArtifact } from '../../entities/tokens/oauth-artifact.ts';
import { OauthGrant } from '../../entities/tokens/oauth-grant.ts';
import type { CommandDeps } from '../command-deps.ts';
import { recordChange } from './user-action.ts';
import type { UserAction } from './user-action.ts';

export interface SessionEnd {
  userId: string;
  /** Public handle of one session; all of the user's without it. */
  sessionId?: string | undefined;
  /** Whether what clients got in the session goes with it. */
  removeTokens: boolean;
}

/**
 * Logs a user out of one browser or of all.
 * @returns how many sessions were ended; each has its event.
 */
export async function endSessions(deps: Pick<CommandDeps, 'em' | 'clock'>, { userId, sessionId, removeTokens }: SessionEnd, action: UserAction): Promise<number> {
  return deps.em().transactional(async (em) => {
    const which = { accountId: userId, model: 'Session', uid: sessionId ?? { $ne: null } };
    const sessions = await em.find(OauthArtifact, which, { orderBy: { id: 'asc' } });
    for (const { id, uid, payload } of sessions) {
      await em.nativeDelete(OauthArtifact, { id });
      const grants = removeTokens ? grantsOf(payload) : [];
      if (grants.length > 0) await em.nativeDelete(OauthGrant, { id: { $in: grants }, accountId: userId });
      recordChange(em, action, { userId, ...(uid ? { subjectId: uid } : {}), detail: removeTokens ? 'with_tokens' : null }, deps.clock());
    }
    return sessions.length;
  });
}

/** What the authorization server remembers of each client of a session. */
function grantsOf(payload: Record<string, unknown>): string[] {
  const clients = Object.values((payload['authorizations'] ?? {}) as Record<string, { grantId?: unknown }>);
  return clients.map(({ grantId }) => grantId).filter((id) => typeof id === 'string');
}
