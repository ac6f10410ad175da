import type { EntityManager } from '@mikro-orm/postgresql';
import { oauthClientFields, protectedResourceFields } from '../../../domain/tokens/field-names.ts';
import { timeOrderedId } from '../../../entities/columns/id.ts';
import { IdentityProvider } from '../../../entities/configuration/identity-provider.ts';
import { OauthClient } from '../../../entities/tokens/oauth-client.ts';
import { ProtectedResource } from '../../../entities/tokens/protected-resource.ts';
import { CountersignError } from '../../../errors/countersign-error.ts';
import type { CommandDeps } from '../../command-deps.ts';
import { writeIdentityProviders } from '../../configuration/resources/identity-providers.ts';
import type { IdentityProviderValues } from '../../configuration/resources/identity-providers.ts';
import { changeRow } from '../../configuration/change-row.ts';
import { recordConfigurationChange } from '../../configuration/record-configuration-change.ts';
import type { ConfigurationChange } from '../../configuration/record-configuration-change.ts';
import { checkTag, tagOf } from '../../configuration/row-tag.ts';
import type { RequestOrigin } from '../../events/request-origin.ts';
import { checkMetadata, registryLock, settleClient } from '../clients/change-clients.ts';
import type { OauthClientValues } from '../clients/change-clients.ts';
import { checkResource } from '../resources/change-resources.ts';
import type { ProtectedResourceValues } from '../resources/change-resources.ts';
import { builtInClientIds } from './built-in.ts';

/** Clients and protected resources as a file holds them: without secrets, which belong to one installation. */
export interface RegistryDocument {
  clients: readonly (OauthClientValues & { id: string })[];
  resources: readonly ProtectedResourceValues[];
  /** Identity providers; undefined: they stay as they are. A secret that is left out stays, too. */
  identityProviders?: readonly (Partial<IdentityProviderValues> & { id: string })[] | undefined;
}

/** What an import does, or would do. */
export interface RegistryChange {
  kind: 'client' | 'protected_resource' | 'identity_provider';
  /** Id of the client or provider, identifier of the resource. */
  id: string;
  action: 'create' | 'change' | 'delete';
  /** Settings that change. */
  fields: string[];
}

export interface RegistryImport {
  document: RegistryDocument;
  /** Whether what the file does not hold is deleted. */
  removesOthers: boolean;
  /** Tag of the registry that the caller read: `changed_meanwhile` when that was an older one. */
  ifMatch: string | undefined;
  /** Everything is checked, and nothing is kept. */
  isDryRun: boolean;
  origin: RequestOrigin;
}

/** Undoes the transaction of a dry run. */
class DryRun extends Error {}

/**
 * Makes the registry what a file says, all of it or nothing.
 * @returns what was changed; of a dry run what would be.
 * @throws CountersignError `client_metadata_invalid` for what may not stand together in the end, `changed_meanwhile`, `client_id_taken`
 *   by one that is built in
 */
export async function importRegistry(
  deps: Pick<CommandDeps, 'em' | 'clock' | 'keyring'>,
  { document, removesOthers, ifMatch, isDryRun, origin }: RegistryImport,
): Promise<RegistryChange[]> {
  if (document.clients.some(({ id }) => builtInClientIds.includes(id))) throw new CountersignError('client_id_taken');
  let changes: RegistryChange[] = [];
  const work = async (em: EntityManager) => {
    await em.execute(registryLock, [], 'get', em.getTransactionContext());
    checkTag(deps.keyring, await readRows(em), ifMatch, 'changed_meanwhile');
    const now = deps.clock();
    changes = [
      ...(await writeResources(em, document, now)),
      ...(await writeClients(em, document, now)),
      ...(await writeIdentityProviders(em, document.identityProviders ?? [], now)),
      ...(removesOthers ? await removeOthers(em, document) : []),
    ];
    await em.flush();
    for (const client of await em.findAll(OauthClient)) await checkMetadata(em, client);
    for (const resource of await em.findAll(ProtectedResource)) await checkResource(em, resource);
    for (const change of changes) await recordConfigurationChange(em, eventOf(change, origin, now));
    if (isDryRun) throw new DryRun();
  };
  await deps
    .em()
    .transactional(work)
    .catch((error: unknown) => {
      if (!(error instanceof DryRun)) throw error;
    });
  return changes;
}

/** An entity tag of all clients and resources as they stand. */
export async function readRegistryTag(deps: Pick<CommandDeps, 'em' | 'keyring'>): Promise<string> {
  return tagOf(deps.keyring, await readRows(deps.em()));
}

async function readRows(em: EntityManager): Promise<object> {
  return {
    clients: await em.findAll(OauthClient, { orderBy: { id: 'asc' }, disableIdentityMap: true }),
    resources: await em.findAll(ProtectedResource, { orderBy: { id: 'asc' }, disableIdentityMap: true }),
    identityProviders: await em.findAll(IdentityProvider, { orderBy: { id: 'asc' }, disableIdentityMap: true }),
  };
}

async function writeResources(
  em: EntityManager,
  { resources }: RegistryDocument,
  now: Date,
): Promise<RegistryChange[]> {
  const stored = await em.findAll(ProtectedResource);
  return resources.flatMap((values): RegistryChange[] => {
    const change = { kind: 'protected_resource', id: values.identifier } as const;
    const row = stored.find(({ identifier }) => identifier === values.identifier);
    if (!row) {
      em.create(
        ProtectedResource,
        { ...values, id: timeOrderedId(now.getTime()), createdAt: now, changedAt: now },
        { persist: true },
      );
      return [{ ...change, action: 'create', fields: [] }];
    }
    const fields = changeRow(row, values, protectedResourceFields);
    if (fields.length > 0) row.changedAt = now;
    return fields.length > 0 ? [{ ...change, action: 'change', fields }] : [];
  });
}

async function writeClients(em: EntityManager, { clients }: RegistryDocument, now: Date): Promise<RegistryChange[]> {
  const stored = await em.findAll(OauthClient);
  const changes: RegistryChange[] = [];
  for (const { id, ...values } of clients) {
    const row = stored.find((client) => client.id === id);
    if (!row) {
      em.create(OauthClient, { ...values, id, createdAt: now, changedAt: now }, { persist: true });
      changes.push({ kind: 'client', id, action: 'create', fields: [] });
      continue;
    }
    const fields = changeRow(row, values, oauthClientFields);
    if (fields.length === 0) continue;
    row.changedAt = now;
    await settleClient(em, row);
    changes.push({ kind: 'client', id, action: 'change', fields });
  }
  return changes;
}

async function removeOthers(em: EntityManager, { clients, resources }: RegistryDocument): Promise<RegistryChange[]> {
  const changes: RegistryChange[] = [];
  for (const client of await em.findAll(OauthClient)) {
    if (clients.some(({ id }) => id === client.id)) continue;
    await settleClient(em, client, 'gone');
    em.remove(client);
    changes.push({ kind: 'client', id: client.id, action: 'delete', fields: [] });
  }
  for (const resource of await em.findAll(ProtectedResource)) {
    const { identifier } = resource;
    if (resources.some((kept) => kept.identifier === identifier)) continue;
    em.remove(resource);
    changes.push({ kind: 'protected_resource', id: identifier, action: 'delete', fields: [] });
  }
  return changes;
}

const events = {
  identity_provider: {
    create: 'IDENTITY PROVIDER CREATED',
    change: 'IDENTITY PROVIDER CHANGED',
    delete: 'IDENTITY PROVIDER DELETED',
  },
  client: { create: 'CLIENT CREATED', change: 'CLIENT CHANGED', delete: 'CLIENT DELETED' },
  protected_resource: {
    create: 'PROTECTED RESOURCE CREATED',
    change: 'PROTECTED RESOURCE CHANGED',
    delete: 'PROTECTED RESOURCE DELETED',
  },
} as const;

function eventOf({ kind, id, action, fields }: RegistryChange, origin: RequestOrigin, now: Date): ConfigurationChange {
  const about = kind === 'protected_resource' ? { subject: id } : { subjectId: id };
  return { event: events[kind][action], origin, occurredAt: now, ...about, fields };
}
