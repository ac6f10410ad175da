import type { EntityManager } from '@mikro-orm/postgresql';
import { runStatement } from '../../../../database/prepared-statement.ts';
import { checkRegistration } from '../../../../domain/tokens/clients/registration-policy.ts';
import type { RegistrationPolicy } from '../../../../domain/tokens/clients/registration-policy.ts';
import { oauthClientFields } from '../../../../domain/tokens/field-names.ts';
import { timeOrderedId } from '../../../../entities/columns/id.ts';
import { InitialAccessToken } from '../../../../entities/tokens/initial-access-token.ts';
import { OauthClientSecret } from '../../../../entities/tokens/oauth-client-secret.ts';
import { OauthClient } from '../../../../entities/tokens/oauth-client.ts';
import { CountersignError } from '../../../../errors/countersign-error.ts';
import { oauthSecretHash } from '../../../../security/clients/oauth-secret.ts';
import type { CommandDeps } from '../../../command-deps.ts';
import { changeRow } from '../../../configuration/change-row.ts';
import { recordConfigurationChange } from '../../../configuration/record-configuration-change.ts';
import type { RequestOrigin } from '../../../events/request-origin.ts';
import { checkMetadata, findLockedClient, refuseMetadata, registryLock, settleClient } from '../change-clients.ts';
import type { OauthClientValues } from '../change-clients.ts';

type Deps = Pick<CommandDeps, 'em' | 'clock' | 'keyring'>;

/** A client as it registers itself; what a policy alone decides is not in it. */
export interface Registration {
  id: string;
  /** Without scopes: those of the policy. */
  values: Omit<OauthClientValues, 'resources' | 'scopes'> & { scopes: string[] | undefined };
  /** In the clear; only its keyed hash is stored. Undefined: its method has none, or it keeps the one that it has. */
  secret: string | undefined;
  origin: RequestOrigin;
}

/** Settings that a client never decides: what an operator made of them stays when the client changes itself. */
const ofOperators = [
  'enabled',
  'resources',
  'firstParty',
  'rememberConsent',
  'defaultAcrValues',
  'sessionManagement',
  'accessTokenLifetime',
  'refreshTokenLifetime',
  'backchannelTokenDeliveryMode',
  'backchannelClientNotificationEndpoint',
  'backchannelUserCodeParameter',
] as const satisfies (keyof OauthClientValues)[];

const useToken = `
  update initial_access_token set clients = clients + 1
   where id = ? and revoked_at is null and expires_at > ? and clients < most_clients returning policy, owner, name`;

/**
 * Adds a client that registers itself. Of several at once no more are added than the token is good for.
 * @returns false when the token is good for no client any more.
 * @throws CountersignError `client_metadata_invalid`
 */
export async function registerClient(
  deps: Deps,
  tokenId: string,
  { id, values, secret, origin }: Registration,
): Promise<boolean> {
  return deps.em().transactional(async (em) => {
    await em.execute(registryLock, [], 'get', em.getTransactionContext());
    const now = deps.clock();
    type Used = Pick<InitialAccessToken, 'policy' | 'owner' | 'name'>;
    const [token] = await runStatement<Used>(em, { sql: useToken, parameters: [tokenId, now] });
    if (!token) return false;
    const settings = { ...withinPolicy(values, token.policy), registeredBy: tokenId, owner: token.owner };
    const client = em.create(OauthClient, { ...settings, id, createdAt: now, changedAt: now }, { persist: true });
    await checkMetadata(em, client);
    if (secret !== undefined) addSecret(deps, em, { id, secret, now });
    const about = { origin, occurredAt: now, subjectId: id, subject: `${client.name}: ${token.name}`, fields: [] };
    await recordConfigurationChange(em, { event: 'CLIENT REGISTERED', ...about });
    return true;
  });
}

/**
 * Replaces what a client registered of itself, within the policy that it was registered with.
 * @throws CountersignError `client_not_found`, `client_metadata_invalid`
 */
export async function changeRegistration(deps: Deps, { id, values, secret, origin }: Registration): Promise<void> {
  await deps.em().transactional(async (em) => {
    await em.execute(registryLock, [], 'get', em.getTransactionContext());
    const client = await findLockedClient(em, id);
    const token = client.registeredBy && (await em.findOne(InitialAccessToken, { id: client.registeredBy }));
    if (!token) throw new CountersignError('client_not_found');
    const fields = changeRow(client, ownOf(withinPolicy(values, token.policy)), oauthClientFields);
    await checkMetadata(em, client);
    const now = deps.clock();
    client.changedAt = now;
    await settleClient(em, client);
    if (secret !== undefined) addSecret(deps, em, { id, secret, now });
    if (fields.length === 0) return;
    await recordConfigurationChange(em, { event: 'CLIENT CHANGED', origin, occurredAt: now, subjectId: id, fields });
  });
}

/** @throws CountersignError `client_metadata_invalid` */
function withinPolicy({ scopes, ...values }: Registration['values'], policy: RegistrationPolicy): OauthClientValues {
  const canRefresh = values.grantTypes.includes('refresh_token');
  const offered = policy.scopes.filter((name) => name !== 'offline_access' || canRefresh);
  const client = { ...values, scopes: scopes ?? offered, resources: [...policy.resources] };
  const refusal = checkRegistration(policy, client);
  if (refusal) throw refuseMetadata(refusal.field, refusal.reason);
  return client;
}

function ownOf(values: OauthClientValues): Partial<OauthClientValues> {
  const own = Object.entries(values).filter(([field]) => !ofOperators.some((name) => name === field));
  return Object.fromEntries(own) as Partial<OauthClientValues>;
}

function addSecret(
  { keyring }: Pick<Deps, 'keyring'>,
  em: EntityManager,
  { id, secret, now }: { id: string; secret: string; now: Date },
): void {
  const hash = oauthSecretHash(keyring, id, secret);
  const row = { id: timeOrderedId(now.getTime()), client: id, hash, createdAt: now };
  em.create(OauthClientSecret, row, { persist: true });
}
