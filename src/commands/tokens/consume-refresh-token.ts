import type { EntityManager } from '@mikro-orm/postgresql';
import { OauthArtifact } from '../../entities/tokens/oauth-artifact.ts';
import type { CommandDeps } from '../command-deps.ts';
import { recordEvent } from '../events/record-event.ts';
import { originOf } from '../request-origin.ts';
import type { RequestOrigin } from '../request-origin.ts';

export interface RefreshTokenUse {
  tokenHash: Buffer;
  /** Seconds that its grant lives on. */
  grantLifetime: number;
  origin: RequestOrigin;
}

/** Rows are locked as a disconnected profile takes them with it, profile before grant before token, so that the two never wait for each other. */
const visitProfile = `
  update registration set last_login_at = ?
  where id = (select g.registration_id from oauth_artifact a join oauth_grant g on g.id = a.grant_id where a.id = ? and a.consumed_at is null)
  returning user_id as "userId", device_id as "deviceId"`;
const prolongGrant = 'update oauth_grant set expires_at = ? where id = (select grant_id from oauth_artifact where id = ? and consumed_at is null)';

interface Visit {
  userId: string;
  deviceId: string;
}

/**
 * Uses a refresh token up; with it its user was here, and its grant lives on. Of any number of uses at once, one wins.
 * @returns false when it was used before.
 */
export async function consumeRefreshToken(deps: Pick<CommandDeps, 'em' | 'clock'>, use: RefreshTokenUse): Promise<boolean> {
  const now = deps.clock();
  return deps.em().transactional(async (em) => {
    const visit = await visitAndProlong(em, use, now);
    const consumed = await em.nativeUpdate(OauthArtifact, { id: use.tokenHash, model: 'RefreshToken', consumedAt: null }, { consumedAt: now });
    if (consumed !== 1) return false;
    if (visit) recordEvent(em, { name: 'TOKEN REFRESH SUCCESS', occurredAt: now, ...originOf(use.origin), userId: visit.userId, subjectId: visit.deviceId });
    return true;
  });
}

async function visitAndProlong(em: EntityManager, { tokenHash, grantLifetime }: RefreshTokenUse, now: Date): Promise<Visit | undefined> {
  const expiresAt = new Date(now.getTime() + grantLifetime * 1000);
  const [visit] = await em.execute<Visit[]>(visitProfile, [now, tokenHash], 'all', em.getTransactionContext());
  await em.execute(prolongGrant, [expiresAt, tokenHash], 'run', em.getTransactionContext());
  return visit;
}
