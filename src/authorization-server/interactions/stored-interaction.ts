import type { InteractionResults, Provider } from 'oidc-provider';
import { OauthArtifact } from '../../entities/tokens/oauth-artifact.ts';
import { hashArtifactId } from '../adapter/artifact-id.ts';
import { currentUnitOfWork } from '../adapter/current-unit-of-work.ts';
import type { AuthorizationServerDeps } from '../authorization-server-deps.ts';

export type StoredInteraction = InstanceType<Provider['Interaction']>;

/**
 * Gives an interaction its result, with which the provider goes on. Of several results at once one is taken.
 * @returns false when it has one already, or is gone.
 */
export async function settleInteraction(
  deps: Pick<AuthorizationServerDeps, 'em' | 'clock' | 'keyring'>,
  interaction: StoredInteraction,
  result: InteractionResults,
): Promise<boolean> {
  const id = hashArtifactId(deps.keyring, 'Interaction', interaction.uid);
  return currentUnitOfWork(deps).transactional(async (em) => {
    const where = { id, model: 'Interaction', consumedAt: null };
    if ((await em.nativeUpdate(OauthArtifact, where, { consumedAt: deps.clock() })) === 0) return false;
    // What was proven earlier in the same request goes on with it, such as the sign-in before a consent.
    interaction.result = { ...interaction.lastSubmission, ...result };
    await interaction.persist();
    return true;
  });
}
