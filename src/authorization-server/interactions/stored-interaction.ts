import type { InteractionResults, Provider } from 'oidc-provider';
import { runCurrent } from '../../database/prepared-statement.ts';
import { hashArtifactId } from '../adapter/artifact-id.ts';
import type { AuthorizationServerDeps } from '../authorization-server-deps.ts';

export type StoredInteraction = InstanceType<Provider['Interaction']>;

/** The session that it goes on in, or none: see `leaveFormerSession`. */
const settle = `
  update oauth_artifact set consumed_at = ?, payload = (payload - ?::text) || ?::jsonb
   where id = ? and model = 'Interaction' and consumed_at is null returning id`;

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
  // What was proven earlier in the same request goes on with it, such as the sign-in before a consent.
  interaction.result = { ...interaction.lastSubmission, ...result };
  const { session } = interaction;
  const changed = {
    result: interaction.result,
    ...(session && { session: { accountId: session.accountId, uid: session.uid } }),
  };
  const parameters = [deps.clock(), session ? '' : 'session', JSON.stringify(changed), id];
  return (await runCurrent(deps, { sql: settle, parameters })).length === 1;
}
