import { ForeignKeyConstraintViolationException, LockMode, UniqueConstraintViolationException } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';
import type { EventName } from '../../../domain/events/event-catalogue.ts';
import { identityProviderFields } from '../../../domain/configuration/identity-providers/identity-provider-fields.ts';
import { IdentityProvider } from '../../../entities/configuration/identity-provider.ts';
import { CountersignError } from '../../../errors/countersign-error.ts';
import type { CommandDeps } from '../../command-deps.ts';
import type { RequestOrigin } from '../../events/request-origin.ts';
import { changeRow } from '../change-row.ts';
import { invalidField } from '../conflicts.ts';
import { recordConfigurationChange } from '../record-configuration-change.ts';
import { checkTag } from '../row-tag.ts';

export type IdentityProviderValues = Pick<IdentityProvider, keyof typeof identityProviderFields>;
type Deps = Pick<CommandDeps, 'em' | 'clock' | 'keyring'>;

interface Change {
  id: string;
  origin: RequestOrigin;
  ifMatch: string | undefined;
}

/** Adds an identity provider. @throws CountersignError `identity_provider_taken`, `invalid_request` */
export async function createIdentityProvider(
  deps: Deps,
  { id, values, origin }: { id: string; values: IdentityProviderValues; origin: RequestOrigin },
): Promise<void> {
  checkSecrets(values);
  const now = deps.clock();
  await deps
    .em()
    .transactional(async (em) => {
      em.create(IdentityProvider, { ...values, id, createdAt: now, changedAt: now }, { persist: true });
      await record(em, 'IDENTITY PROVIDER CREATED', { id, fields: [], origin, now });
    })
    .catch((thrown: unknown) => {
      if (!(thrown instanceof UniqueConstraintViolationException)) throw thrown;
      throw new CountersignError('identity_provider_taken', { cause: thrown });
    });
}

/**
 * Changes the given settings of a provider. Its kind and its id stay.
 * @throws CountersignError `identity_provider_unknown`, `changed_meanwhile`, `invalid_request`
 */
export async function changeIdentityProvider(
  deps: Deps,
  { id, values, origin, ifMatch }: Change & { values: Partial<IdentityProviderValues> },
): Promise<void> {
  await deps.em().transactional(async (em) => {
    const row = await findLocked(em, id);
    checkTag(deps.keyring, row, ifMatch, 'changed_meanwhile');
    checkMove(row, values);
    const fields = changeRow(row, values, identityProviderFields);
    if (fields.length === 0) return;
    checkSecrets(row);
    row.changedAt = deps.clock();
    await record(em, 'IDENTITY PROVIDER CHANGED', { id, fields, origin, now: row.changedAt });
  });
}

/**
 * Deletes a provider that no person is linked to: another one is disabled instead, as its people could not be told apart any more.
 * @throws CountersignError `identity_provider_unknown`, `identity_provider_in_use`, `changed_meanwhile`
 */
export async function deleteIdentityProvider(deps: Deps, { id, origin, ifMatch }: Change): Promise<void> {
  await deps
    .em()
    .transactional(async (em) => {
      const row = await findLocked(em, id);
      checkTag(deps.keyring, row, ifMatch, 'changed_meanwhile');
      em.remove(row);
      await record(em, 'IDENTITY PROVIDER DELETED', { id, fields: [], origin, now: deps.clock() });
    })
    .catch((thrown: unknown) => {
      if (!(thrown instanceof ForeignKeyConstraintViolationException)) throw thrown;
      throw new CountersignError('identity_provider_in_use', { cause: thrown });
    });
}

/** Every provider, in the order of the buttons. */
export async function findIdentityProviders(deps: Pick<CommandDeps, 'em'>): Promise<IdentityProvider[]> {
  return deps.em().findAll(IdentityProvider, { orderBy: { position: 'asc', id: 'asc' } });
}

/** @throws CountersignError `identity_provider_unknown` */
export async function findIdentityProvider(deps: Pick<CommandDeps, 'em'>, id: string): Promise<IdentityProvider> {
  const row = await deps.em().findOne(IdentityProvider, { id });
  if (!row) throw new CountersignError('identity_provider_unknown');
  return row;
}

/** What the way of authentication takes is there. */
function checkSecrets(values: IdentityProviderValues): void {
  const needed =
    values.authentication === 'signed_secret'
      ? (['teamId', 'keyId', 'privateKey'] as const)
      : (['clientSecret'] as const);
  const missing = needed.find((column) => !values[column]);
  if (missing) throw invalidField(identityProviderFields[missing], 'missing', 'The provider asks for it.');
  if (values.kind === 'github' && !values.apiUrl)
    throw invalidField(identityProviderFields.apiUrl, 'missing', 'GitHub has an API beside its pages.');
}

/** A secret is for one provider: who may write it may not have it sent elsewhere. */
function checkMove(before: IdentityProvider, values: Partial<IdentityProviderValues>): void {
  const isMoved = (['issuer', 'apiUrl'] as const).some(
    (column) => values[column] !== undefined && values[column] !== before[column],
  );
  if (isMoved && before.clientSecret && values.clientSecret === undefined)
    throw invalidField('client_secret', 'needed_with_issuer', 'Send the secret too: another address is given only it.');
}

async function findLocked(em: EntityManager, id: string): Promise<IdentityProvider> {
  const row = await em.findOne(IdentityProvider, { id }, { lockMode: LockMode.PESSIMISTIC_WRITE });
  if (!row) throw new CountersignError('identity_provider_unknown');
  return row;
}

async function record(
  em: EntityManager,
  event: EventName,
  { id, fields, origin, now }: { id: string; fields: string[]; origin: RequestOrigin; now: Date },
): Promise<void> {
  await recordConfigurationChange(em, { event, origin, occurredAt: now, subjectId: id, fields });
}
