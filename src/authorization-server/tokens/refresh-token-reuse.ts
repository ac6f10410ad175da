import type { EntityManager } from '@mikro-orm/postgresql';
import { recordEvent } from '../../commands/events/record-event.ts';
import { originOf } from '../../commands/request-origin.ts';
import type { RequestOrigin } from '../../commands/request-origin.ts';
import { OauthArtifact } from '../../entities/tokens/oauth-artifact.ts';
import { OauthGrant } from '../../entities/tokens/oauth-grant.ts';
import type { AuthorizationServerDeps } from '../authorization-server-deps.ts';

/**
 * A used refresh token came again, so somebody else may have a copy of it (RFC 9700 section 4.14.2): the grant goes, and
 * with it every token of the family, also those that another request is about to write.
 * @param tokenHash key of the token that came again.
 */
export async function revokeReusedFamily(deps: Pick<AuthorizationServerDeps, 'em' | 'clock'>, tokenHash: Buffer, origin: RequestOrigin): Promise<void> {
  await deps.em().transactional(async (em) => {
    const token = await em.findOne(OauthArtifact, { id: tokenHash });
    if (token?.grant) await revokeGrant(em, token.grant, { now: deps.clock(), origin });
  });
}

/** Revokes a grant whose refresh token came twice, and records it. Does nothing when it is gone already. */
export async function revokeGrant(em: EntityManager, grantId: string, { now, origin }: { now: Date; origin: RequestOrigin }): Promise<void> {
  const grant = await em.findOne(OauthGrant, { id: grantId });
  if (!grant || (await em.nativeDelete(OauthGrant, { id: grantId })) === 0) return;
  const { accountId: userId, clientId, device } = grant;
  recordEvent(em, { name: 'REFRESH TOKEN REUSED', occurredAt: now, ...originOf(origin), userId, clientId, subjectId: device ?? null });
}
