import { LockMode } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';
import { isConfidential } from '../../../domain/tokens/clients/status.ts';
import { checkDetailSchema } from '../../../domain/tokens/resources/authorization-details.ts';
import { protectedResourceFields } from '../../../domain/tokens/field-names.ts';
import { timeOrderedId } from '../../../entities/columns/id.ts';
import { OauthClient } from '../../../entities/tokens/oauth-client.ts';
import { ProtectedResource } from '../../../entities/tokens/protected-resource.ts';
import { CountersignError } from '../../../errors/countersign-error.ts';
import type { CommandDeps } from '../../command-deps.ts';
import { changeRow } from '../../configuration/change-row.ts';
import { recordConfigurationChange } from '../../configuration/record-configuration-change.ts';
import { checkTag } from '../../configuration/row-tag.ts';
import type { RequestOrigin } from '../../events/request-origin.ts';
import { refuseMetadata, registryLock } from '../clients/change-clients.ts';

export type ProtectedResourceValues = Pick<ProtectedResource, keyof typeof protectedResourceFields>;
type Deps = Pick<CommandDeps, 'em' | 'clock' | 'keyring'>;

/**
 * Adds a protected resource.
 * @returns its id.
 * @throws CountersignError `resource_identifier_taken`, `client_metadata_invalid`
 */
export async function createResource(
  deps: Deps,
  { values, origin }: { values: ProtectedResourceValues; origin: RequestOrigin },
): Promise<string> {
  const now = deps.clock();
  const id = timeOrderedId(now.getTime());
  await deps.em().transactional(async (em) => {
    await em.execute(registryLock, [], 'get', em.getTransactionContext());
    const { identifier } = values;
    if ((await em.count(ProtectedResource, { identifier })) > 0)
      throw new CountersignError('resource_identifier_taken');
    const resource = em.create(ProtectedResource, { ...values, id, createdAt: now, changedAt: now }, { persist: true });
    await checkResource(em, resource);
    await recordConfigurationChange(em, {
      event: 'PROTECTED RESOURCE CREATED',
      origin,
      occurredAt: now,
      subjectId: id,
      subject: values.name,
      fields: [],
    });
  });
  return id;
}

interface Change {
  id: string;
  values: Partial<ProtectedResourceValues>;
  origin: RequestOrigin;
  ifMatch: string | undefined;
}

/**
 * Changes the given settings of a protected resource and no others. Its identifier stays: it is the audience of tokens.
 * @throws CountersignError `resource_not_found`, `client_metadata_invalid`, `changed_meanwhile`
 */
export async function changeResource(deps: Deps, { id, values, origin, ifMatch }: Change): Promise<void> {
  await deps.em().transactional(async (em) => {
    await em.execute(registryLock, [], 'get', em.getTransactionContext());
    const resource = await findLockedResource(em, id);
    checkTag(deps.keyring, resource, ifMatch, 'changed_meanwhile');
    if (values.identifier !== undefined && values.identifier !== resource.identifier)
      throw refuseMetadata('identifier', 'The identifier cannot be changed: tokens carry it.');
    const fields = changeRow(resource, values, protectedResourceFields);
    if (fields.length === 0) return;
    await checkResource(em, resource);
    resource.changedAt = deps.clock();
    await recordConfigurationChange(em, {
      event: 'PROTECTED RESOURCE CHANGED',
      origin,
      occurredAt: resource.changedAt,
      subjectId: id,
      subject: resource.name,
      fields,
    });
  });
}

/**
 * Deletes a protected resource. Its opaque tokens are good for nothing any more.
 * @throws CountersignError `resource_not_found`, `changed_meanwhile`, `resource_in_use` while a client names it
 */
export async function deleteResource(deps: Deps, { id, origin, ifMatch }: Omit<Change, 'values'>): Promise<void> {
  await deps.em().transactional(async (em) => {
    await em.execute(registryLock, [], 'get', em.getTransactionContext());
    const resource = await findLockedResource(em, id);
    checkTag(deps.keyring, resource, ifMatch, 'changed_meanwhile');
    const clients = (await em.findAll(OauthClient))
      .filter(({ resources }) => resources.includes(resource.identifier))
      .map((client) => client.id);
    if (clients.length > 0) throw new CountersignError('resource_in_use', { extra: { clients } });
    em.remove(resource);
    await recordConfigurationChange(em, {
      event: 'PROTECTED RESOURCE DELETED',
      origin,
      occurredAt: deps.clock(),
      subjectId: id,
      subject: resource.name,
      fields: [],
    });
  });
}

async function findLockedResource(em: EntityManager, id: string): Promise<ProtectedResource> {
  const resource = await em.findOne(ProtectedResource, { id }, { lockMode: LockMode.PESSIMISTIC_WRITE });
  if (!resource) throw new CountersignError('resource_not_found');
  return resource;
}

/** The rules of one resource, and the clients that it names. */
async function checkResource(em: EntityManager, resource: ProtectedResource): Promise<void> {
  const names = resource.scopes.map(({ name }) => name);
  if (new Set(names).size !== names.length) throw refuseMetadata('scopes', 'Two scopes have one name.');
  await checkDetailTypes(em, resource);
  const { introspectionClients: ids } = resource;
  const known = await em.find(OauthClient, { id: { $in: ids } });
  if (known.some(({ type }) => !isConfidential(type)))
    throw refuseMetadata('introspection_clients', 'A public client cannot say who it is.');
  if (ids.some((id) => !known.some((client) => client.id === id)))
    throw refuseMetadata('introspection_clients', 'There is no such client.');
}

/** A type is of one resource, so that its name says what a detail is for. */
async function checkDetailTypes(
  em: EntityManager,
  { id, authorizationDetailsTypes: own }: ProtectedResource,
): Promise<void> {
  const field = 'authorization_details_types';
  for (const { schema } of own) {
    const reason = checkDetailSchema(schema);
    if (reason !== undefined) throw refuseMetadata(field, reason);
  }
  const others = (await em.findAll(ProtectedResource)).filter((resource) => resource.id !== id);
  const taken = new Set(others.flatMap((resource) => resource.authorizationDetailsTypes.map(({ type }) => type)));
  if (own.some(({ type }) => taken.has(type))) throw refuseMetadata(field, 'Another resource has a type of this name.');
}
