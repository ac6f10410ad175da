import type { EntityManager } from '@mikro-orm/postgresql';
import { recordEvent } from '../../commands/events/record-event.ts';
import { originOf } from '../../commands/events/request-origin.ts';
import type { RequestOrigin } from '../../commands/events/request-origin.ts';
import { OauthArtifact } from '../../entities/tokens/oauth-artifact.ts';
import { OauthGrant } from '../../entities/tokens/oauth-grant.ts';
import type { AuthorizationServerDeps } from '../authorization-server-deps.ts';

/** What was used again. */
type ReuseEvent = 'REFRESH TOKEN REUSED' | 'AUTHORIZATION CODE REUSED';

/**
 * A used refresh token was sent again, so an attacker may have a copy (RFC 9700 section 4.14.2). Revokes the grant and
 * all tokens of the family, also those that a concurrent request is about to write.
 * @param tokenHash key of the reused token.
 */
export async function revokeReusedFamily(
  deps: Pick<AuthorizationServerDeps, 'em' | 'clock'>,
  tokenHash: Buffer,
  origin: RequestOrigin,
): Promise<void> {
  await deps.em().transactional(async (em) => {
    const token = await em.findOne(OauthArtifact, { id: tokenHash });
    if (token?.grant) await revokeGrant(em, token.grant, { now: deps.clock(), origin });
  });
}

/** Revokes the grant of a reused refresh token or code and records it. Does nothing when the grant is revoked already. */
export async function revokeGrant(
  em: EntityManager,
  grantId: string,
  { now, origin, reused = 'REFRESH TOKEN REUSED' }: { now: Date; origin: RequestOrigin; reused?: ReuseEvent },
): Promise<void> {
  const grant = await em.findOne(OauthGrant, { id: grantId });
  if (!grant || (await em.nativeDelete(OauthGrant, { id: grantId })) === 0) return;
  const { accountId: userId, clientId, device } = grant;
  recordEvent(em, {
    name: reused,
    occurredAt: now,
    ...originOf(origin),
    userId,
    clientId,
    subjectId: device ?? null,
  });
}
