import { LockMode } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';
import { checkDefinition } from '../../../domain/persons/claims/claim-rules.ts';
import { claimDefinitionFields } from '../../../domain/persons/claims/field-names.ts';
import { timeOrderedId } from '../../../entities/columns/id.ts';
import { ClaimDefinition } from '../../../entities/persons/claim-definition.ts';
import { PersonClaim } from '../../../entities/persons/person-claim.ts';
import { CountersignError } from '../../../errors/countersign-error.ts';
import type { CommandDeps } from '../../command-deps.ts';
import { changeRow } from '../../configuration/change-row.ts';
import { recordConfigurationChange } from '../../configuration/record-configuration-change.ts';
import { checkTag } from '../../configuration/row-tag.ts';
import type { RequestOrigin } from '../../events/request-origin.ts';

export type ClaimDefinitionValues = Pick<ClaimDefinition, keyof typeof claimDefinitionFields>;
type Deps = Pick<CommandDeps, 'em' | 'clock' | 'keyring'>;

/** One process at a time changes definitions, so that no two get one name. */
const lock = 'select pg_advisory_xact_lock(7243009)';

/**
 * Adds a definition of a claim.
 * @returns its id.
 * @throws CountersignError `claim_taken`, `invalid_request` naming the field
 */
export async function createDefinition(
  deps: Deps,
  { values, origin }: { values: ClaimDefinitionValues; origin: RequestOrigin },
): Promise<string> {
  const now = deps.clock();
  const id = timeOrderedId(now.getTime());
  await deps.em().transactional(async (em) => {
    await em.execute(lock, [], 'get', em.getTransactionContext());
    const row = em.create(ClaimDefinition, { ...values, id, createdAt: now, changedAt: now }, { persist: false });
    await check(em, row);
    em.persist(row);
    const { claimType: subject } = values;
    const change = { event: 'CLAIM CREATED', origin, occurredAt: now, subjectId: id, subject, fields: [] } as const;
    await recordConfigurationChange(em, change);
  });
  return id;
}

interface Change {
  id: string;
  values: Partial<ClaimDefinitionValues>;
  origin: RequestOrigin;
  ifMatch: string | undefined;
}

/**
 * Changes the given settings of a definition and no others. Values that people have stay as they are.
 * @throws CountersignError `claim_unknown`, `claim_taken`, `changed_meanwhile`, `invalid_request` naming the field
 */
export async function changeDefinition(deps: Deps, { id, values, origin, ifMatch }: Change): Promise<void> {
  await deps.em().transactional(async (em) => {
    await em.execute(lock, [], 'get', em.getTransactionContext());
    const row = await findLocked(em, id);
    checkTag(deps.keyring, row, ifMatch, 'changed_meanwhile');
    const before = row.variableName;
    const fields = changeRow(row, values, claimDefinitionFields);
    if (fields.length === 0) return;
    await check(em, row, before);
    row.changedAt = deps.clock();
    const { claimType: subject, changedAt: occurredAt } = row;
    await recordConfigurationChange(em, { event: 'CLAIM CHANGED', origin, occurredAt, subjectId: id, subject, fields });
  });
}

/**
 * Deletes a definition that no person has a value of.
 * @throws CountersignError `claim_unknown`, `changed_meanwhile`, `claim_in_use`
 */
export async function deleteDefinition(deps: Deps, { id, origin, ifMatch }: Omit<Change, 'values'>): Promise<void> {
  await deps.em().transactional(async (em) => {
    await em.execute(lock, [], 'get', em.getTransactionContext());
    const row = await findLocked(em, id);
    checkTag(deps.keyring, row, ifMatch, 'changed_meanwhile');
    if ((await em.count(PersonClaim, { definition: id })) > 0) throw new CountersignError('claim_in_use');
    em.remove(row);
    const [subject, occurredAt] = [row.claimType, deps.clock()];
    const change = { event: 'CLAIM DELETED', origin, occurredAt, subjectId: id, subject, fields: [] } as const;
    await recordConfigurationChange(em, change);
  });
}

async function findLocked(em: EntityManager, id: string): Promise<ClaimDefinition> {
  // A person who gets a value now waits for it, and is refused once it is gone.
  const row = await em.findOne(ClaimDefinition, { id }, { lockMode: LockMode.PESSIMISTIC_WRITE });
  if (!row) throw new CountersignError('claim_unknown');
  return row;
}

/** @param name which the row has in the database already. */
async function check(em: EntityManager, row: ClaimDefinition, name?: string): Promise<void> {
  const parameter = checkDefinition(row);
  if (parameter) throw new CountersignError('invalid_request', { extra: { parameter } });
  const { id, claimType, variableName } = row;
  const names = variableName === name ? [{ claimType }] : [{ claimType }, { variableName }];
  const taken = await em.count(ClaimDefinition, { id: { $ne: id }, $or: names });
  if (taken > 0) throw new CountersignError('claim_taken');
}
