import type { RegistrationPolicy } from '../../../../domain/tokens/clients/registration-policy.ts';
import { timeOrderedId } from '../../../../entities/columns/id.ts';
import { InitialAccessToken } from '../../../../entities/tokens/initial-access-token.ts';
import { ProtectedResource } from '../../../../entities/tokens/protected-resource.ts';
import { CountersignError } from '../../../../errors/countersign-error.ts';
import type { Keyring } from '../../../../security/keyring.ts';
import type { CommandDeps } from '../../../command-deps.ts';
import { recordConfigurationChange } from '../../../configuration/record-configuration-change.ts';
import type { RequestOrigin } from '../../../events/request-origin.ts';
import { refuseMetadata } from '../change-clients.ts';

export interface NewInitialAccessToken {
  name: string;
  policy: RegistrationPolicy;
  mostClients: number;
  expiresInDays: number;
  /** The operator who makes it. */
  owner: string;
  origin: RequestOrigin;
}

const bytes = 32;

/**
 * Makes an initial access token.
 * @returns its row, and the token, which is only in this answer.
 * @throws CountersignError `client_metadata_invalid` when a resource is unknown
 */
export async function createInitialAccessToken(
  deps: Pick<CommandDeps, 'em' | 'clock' | 'keyring' | 'random'>,
  { expiresInDays, origin, ...values }: NewInitialAccessToken,
): Promise<{ row: InitialAccessToken; token: string }> {
  const token = `csi_${deps.random(bytes).toString('base64url')}`;
  return deps.em().transactional(async (em) => {
    const { resources } = values.policy;
    if ((await em.count(ProtectedResource, { identifier: { $in: [...resources] } })) < resources.length)
      throw refuseMetadata('resources', 'There is no such protected resource.');
    const now = deps.clock();
    const id = timeOrderedId(now.getTime());
    const row = em.create(
      InitialAccessToken,
      {
        ...values,
        ...{ id, tokenHash: hashOf(deps.keyring, token), createdAt: now, revokedAt: null },
        expiresAt: new Date(now.getTime() + expiresInDays * 86_400_000),
      },
      { persist: true },
    );
    const about = { origin, occurredAt: now, subjectId: id, subject: values.name, fields: [] };
    await recordConfigurationChange(em, { event: 'INITIAL ACCESS TOKEN CREATED', ...about });
    return { row, token };
  });
}

/** Initial access tokens, oldest first. */
export async function findInitialAccessTokens(
  deps: Pick<CommandDeps, 'em'>,
  { limit, after }: { limit: number; after?: string | undefined },
): Promise<InitialAccessToken[]> {
  const where = after === undefined ? {} : { id: { $gt: after } };
  return deps.em().find(InitialAccessToken, where, { orderBy: { id: 'asc' }, limit });
}

/**
 * Lets no client register with it any more; those that have stay as they are. Done already is done.
 * @throws CountersignError `initial_access_token_not_found`
 */
export async function revokeInitialAccessToken(
  deps: Pick<CommandDeps, 'em' | 'clock'>,
  { id, origin }: { id: string; origin: RequestOrigin },
): Promise<void> {
  await deps.em().transactional(async (em) => {
    const row = await em.findOne(InitialAccessToken, { id });
    if (!row) throw new CountersignError('initial_access_token_not_found');
    const now = deps.clock();
    if ((await em.nativeUpdate(InitialAccessToken, { id, revokedAt: null }, { revokedAt: now })) === 0) return;
    const about = { origin, occurredAt: now, subjectId: id, subject: row.name, fields: [] };
    await recordConfigurationChange(em, { event: 'INITIAL ACCESS TOKEN REVOKED', ...about });
  });
}

/** The row of a token that is good for another client now. Whether it still is counts when the client is added. */
export async function findUsableToken(
  deps: Pick<CommandDeps, 'em' | 'clock' | 'keyring'>,
  token: string,
): Promise<InitialAccessToken | undefined> {
  const tokenHash = hashOf(deps.keyring, token);
  const row = await deps.em().findOne(InitialAccessToken, { tokenHash, revokedAt: null });
  return row && row.expiresAt > deps.clock() && row.clients < row.mostClients ? row : undefined;
}

function hashOf(keyring: Keyring, token: string): Buffer {
  return keyring.lookupHash(token, 'initial_access_token');
}
