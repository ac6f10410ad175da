import type { EntityManager } from '@mikro-orm/postgresql';
import { OauthGrant } from '../../../entities/tokens/oauth-grant.ts';
import { originOf } from '../../events/request-origin.ts';
import type { ChangedPassword } from '../../removals/removals.ts';
import { deleteSessions } from './end-sessions.ts';

/** Ends the sessions of a person but the one in which they changed their password, with what clients got in them. */
export async function endOtherSessions(em: EntityManager, changed: ChangedPassword, now: Date): Promise<void> {
  const others = { userId: changed.userId, exceptId: changed.sessionId ?? undefined, removeTokens: true };
  await deleteSessions(em, others, { origin: originOf(changed), event: 'API SESSION REMOVED' }, now);
  // What phones got is not of a sign-in: it ends with their registration.
  const { userId: accountId, grantsSince: $gte } = changed;
  if ($gte) await em.nativeDelete(OauthGrant, { accountId, registration: null, createdAt: { $gte } });
}
