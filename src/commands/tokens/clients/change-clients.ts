import { LockMode } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';
import { checkClient, checkConsentItems } from '../../../domain/tokens/clients/client-rules.ts';
import { oauthClientFields } from '../../../domain/tokens/field-names.ts';
import { ClaimDefinition } from '../../../entities/persons/claim-definition.ts';
import { Consent } from '../../../entities/tokens/consent.ts';
import { OauthArtifact } from '../../../entities/tokens/oauth-artifact.ts';
import { OauthClientSecret } from '../../../entities/tokens/oauth-client-secret.ts';
import { OauthClient } from '../../../entities/tokens/oauth-client.ts';
import { OauthGrant } from '../../../entities/tokens/oauth-grant.ts';
import { ProtectedResource } from '../../../entities/tokens/protected-resource.ts';
import { CountersignError } from '../../../errors/countersign-error.ts';
import { readClientJwk, readEncryptionJwk } from '../../../security/clients/client-jwk.ts';
import type { CommandDeps } from '../../command-deps.ts';
import { changeRow } from '../../configuration/change-row.ts';
import { recordConfigurationChange } from '../../configuration/record-configuration-change.ts';
import { checkTag } from '../../configuration/row-tag.ts';
import type { RequestOrigin } from '../../events/request-origin.ts';
import { builtInClientIds } from '../registry/built-in.ts';

export type OauthClientValues = Pick<OauthClient, keyof typeof oauthClientFields>;
type Deps = Pick<CommandDeps, 'em' | 'clock' | 'keyring'>;

/** Clients and resources name each other: one process at a time changes them, so that none names what has just gone. */
export const registryLock = 'select pg_advisory_xact_lock(7243002)';

/** @throws CountersignError `client_metadata_invalid` naming the field */
export function refuseMetadata(field: string, reason: string): CountersignError {
  return new CountersignError('client_metadata_invalid', { extra: { field, reason } });
}

/**
 * Adds a client.
 * @throws CountersignError `client_metadata_invalid`, `client_id_taken`
 */
export async function createClient(
  deps: Deps,
  { id, values, origin }: { id: string; values: OauthClientValues; origin: RequestOrigin },
): Promise<void> {
  await deps.em().transactional(async (em) => {
    await em.execute(registryLock, [], 'get', em.getTransactionContext());
    if (builtInClientIds.includes(id) || (await em.count(OauthClient, { id })) > 0)
      throw new CountersignError('client_id_taken');
    const now = deps.clock();
    const client = em.create(OauthClient, { ...values, id, createdAt: now, changedAt: now }, { persist: true });
    await checkMetadata(em, client);
    await recordConfigurationChange(em, {
      event: 'CLIENT CREATED',
      origin,
      occurredAt: now,
      subjectId: id,
      subject: client.name,
      fields: [],
    });
  });
}

interface Change {
  id: string;
  values: Partial<OauthClientValues>;
  origin: RequestOrigin;
  ifMatch: string | undefined;
}

/**
 * Changes the given settings of a client and no others. One that is disabled loses its tokens; secrets that its method does not use go.
 * @throws CountersignError `client_not_found`, `client_metadata_invalid`, `changed_meanwhile`
 */
export async function changeClient(deps: Deps, { id, values, origin, ifMatch }: Change): Promise<void> {
  await deps.em().transactional(async (em) => {
    await em.execute(registryLock, [], 'get', em.getTransactionContext());
    const client = await findLockedClient(em, id);
    checkTag(deps.keyring, client, ifMatch, 'changed_meanwhile');
    const fields = changeRow(client, values, oauthClientFields);
    if (fields.length === 0) return;
    await checkMetadata(em, client);
    client.changedAt = deps.clock();
    await settleClient(em, client);
    await recordConfigurationChange(em, {
      event: 'CLIENT CHANGED',
      origin,
      occurredAt: client.changedAt,
      subjectId: id,
      fields,
    });
  });
}

/**
 * Deletes a client with its secrets, grants and tokens.
 * @throws CountersignError `client_not_found`, `changed_meanwhile`, `client_in_use` while a resource names it
 */
export async function deleteClient(deps: Deps, { id, origin, ifMatch }: Omit<Change, 'values'>): Promise<void> {
  await deps.em().transactional(async (em) => {
    await em.execute(registryLock, [], 'get', em.getTransactionContext());
    const client = await findLockedClient(em, id);
    checkTag(deps.keyring, client, ifMatch, 'changed_meanwhile');
    const resources = (await em.findAll(ProtectedResource))
      .filter(({ introspectionClients }) => introspectionClients.includes(id))
      .map(({ identifier }) => identifier);
    if (resources.length > 0) throw new CountersignError('client_in_use', { extra: { resources } });
    await settleClient(em, client, 'gone');
    em.remove(client);
    await recordConfigurationChange(em, {
      event: 'CLIENT DELETED',
      origin,
      occurredAt: deps.clock(),
      subjectId: id,
      subject: client.name,
      fields: [],
    });
  });
}

/**
 * A client that is about to change.
 * @throws CountersignError `client_not_found`
 */
export async function findLockedClient(em: EntityManager, id: string): Promise<OauthClient> {
  const client = await em.findOne(OauthClient, { id }, { lockMode: LockMode.PESSIMISTIC_WRITE });
  if (!client) throw new CountersignError('client_not_found');
  return client;
}

/** Takes away what a client has no more: its tokens when it is disabled or gone, secrets that its method does not use. */
export async function settleClient(em: EntityManager, client: OauthClient, state?: 'gone'): Promise<void> {
  if (!client.enabled || state === 'gone') {
    await em.nativeDelete(OauthGrant, { clientId: client.id });
    await em.nativeDelete(OauthArtifact, { clientId: client.id });
  }
  if (state === 'gone') await em.nativeDelete(Consent, { clientId: client.id });
  if (!client.tokenEndpointAuthMethod.startsWith('client_secret'))
    await em.nativeDelete(OauthClientSecret, { client: client.id });
}

/** The rules of one client, and what it names: resources that there are, keys that can verify. */
export async function checkMetadata(em: EntityManager, client: OauthClient): Promise<void> {
  const refusal = checkClient(client) ?? checkConsentItems(client, await em.findAll(ClaimDefinition));
  if (refusal) throw refuseMetadata(refusal.field, refusal.reason);
  // PostgreSQL keeps neither a zero nor half a character in JSON.
  if (/\\u(?:0000|d[89a-f])/i.test(JSON.stringify(client.jwks ?? null)))
    throw refuseMetadata('jwks', 'A key holds a text that cannot be kept.');
  for (const key of client.jwks?.keys ?? []) {
    const read = key['use'] === 'enc' ? readEncryptionJwk(key) : readClientJwk(key);
    if (!('key' in read)) throw refuseMetadata('jwks', read.message);
  }
  const known = await em.findAll(ProtectedResource);
  const unknown = client.resources.find((name) => !known.some(({ identifier }) => identifier === name));
  if (unknown !== undefined) throw refuseMetadata('resources', 'There is no such protected resource.');
}
