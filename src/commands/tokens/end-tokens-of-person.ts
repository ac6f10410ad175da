import type { EntityManager } from '@mikro-orm/postgresql';
import { Consent } from '../../entities/tokens/consent.ts';
import { OauthArtifact } from '../../entities/tokens/oauth-artifact.ts';
import { OauthGrant } from '../../entities/tokens/oauth-grant.ts';
import { noOpenWork } from '../removals/removals.ts';
import type { OpenWork, RemovedPerson } from '../removals/removals.ts';
import { oweLogouts } from './logouts/owe-logouts.ts';

/** Grants with their tokens and codes, and browser sessions: all that a person signed in for. Consents go with the person alone. */
export async function endTokensOfPerson(
  em: EntityManager,
  { userId, removal, requestId }: RemovedPerson,
  now: Date,
): Promise<OpenWork> {
  await oweLogouts(em, { userId, requestId }, now);
  await em.nativeDelete(OauthGrant, { accountId: userId });
  await em.nativeDelete(OauthArtifact, { accountId: userId });
  // Their history goes with the row of the user.
  if (removal === 'deleted') await em.nativeDelete(Consent, { accountId: userId });
  return noOpenWork;
}
