import { oauthSecretHash } from '../../../security/clients/oauth-secret.ts';
import { timeOrderedId } from '../../../entities/columns/id.ts';
import { OauthClientSecret } from '../../../entities/tokens/oauth-client-secret.ts';
import { CountersignError } from '../../../errors/countersign-error.ts';
import type { CommandDeps } from '../../command-deps.ts';
import { recordConfigurationChange } from '../../configuration/record-configuration-change.ts';
import type { RequestOrigin } from '../../events/request-origin.ts';
import { findLockedClient, refuseMetadata } from './change-clients.ts';

/** Secrets that a client may have at the same time: the one in use, and the one that follows it. */
const mostSecrets = 2;

export interface NewSecret {
  id: string;
  /** Shown once. */
  secret: string;
  createdAt: Date;
}

/**
 * Makes a secret for a client.
 * @throws CountersignError `client_not_found`, `client_metadata_invalid` when its method has none, `secret_limit_reached`
 */
export async function addClientSecret(
  deps: Pick<CommandDeps, 'em' | 'clock' | 'keyring' | 'random'>,
  { clientId, origin }: { clientId: string; origin: RequestOrigin },
): Promise<NewSecret> {
  return deps.em().transactional(async (em) => {
    const client = await findLockedClient(em, clientId);
    if (!client.tokenEndpointAuthMethod.startsWith('client_secret'))
      throw refuseMetadata('token_endpoint_auth_method', 'The method of this client uses no secret.');
    if ((await em.count(OauthClientSecret, { client: clientId })) >= mostSecrets)
      throw new CountersignError('secret_limit_reached');
    const now = deps.clock();
    const made = { id: timeOrderedId(now.getTime()), secret: deps.random(32).toString('base64url'), createdAt: now };
    em.create(
      OauthClientSecret,
      { id: made.id, client: clientId, hash: oauthSecretHash(deps.keyring, clientId, made.secret), createdAt: now },
      { persist: true },
    );
    await recordConfigurationChange(em, {
      event: 'CLIENT SECRET ADDED',
      origin,
      occurredAt: now,
      subjectId: clientId,
      subject: made.id,
      fields: [],
    });
    return made;
  });
}

/**
 * Takes a secret back; from then on it is wrong.
 * @throws CountersignError `client_not_found`, `secret_not_found`
 */
export async function removeClientSecret(
  deps: Pick<CommandDeps, 'em' | 'clock'>,
  { clientId, secretId, origin }: { clientId: string; secretId: string; origin: RequestOrigin },
): Promise<void> {
  await deps.em().transactional(async (em) => {
    await findLockedClient(em, clientId);
    const removed = await em.nativeDelete(OauthClientSecret, { id: secretId, client: clientId });
    if (removed === 0) throw new CountersignError('secret_not_found');
    await recordConfigurationChange(em, {
      event: 'CLIENT SECRET REMOVED',
      origin,
      occurredAt: deps.clock(),
      subjectId: clientId,
      subject: secretId,
      fields: [],
    });
  });
}
