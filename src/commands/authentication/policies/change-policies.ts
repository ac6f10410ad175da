import { LockMode, UniqueConstraintViolationException } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';
import { timeOrderedId } from '../../../entities/columns/id.ts';
import { AuthenticationPolicyRow } from '../../../entities/authentication/authentication-policy.ts';
import { CountersignError } from '../../../errors/countersign-error.ts';
import type { CommandDeps } from '../../command-deps.ts';
import { changeRow } from '../../configuration/change-row.ts';
import { recordConfigurationChange } from '../../configuration/record-configuration-change.ts';
import { checkTag } from '../../configuration/row-tag.ts';
import type { RequestOrigin } from '../../events/request-origin.ts';
import { policyFields } from '../../../domain/authentication/policies/field-names.ts';

export type PolicyValues = Pick<AuthenticationPolicyRow, keyof typeof policyFields>;
type Deps = Pick<CommandDeps, 'em' | 'clock' | 'keyring'>;

interface Change {
  id: string;
  origin: RequestOrigin;
  ifMatch: string | undefined;
}

/** Adds a policy. @returns its id. @throws CountersignError `policy_subject_taken` */
export async function createPolicy(
  deps: Deps,
  { values, origin }: { values: PolicyValues; origin: RequestOrigin },
): Promise<string> {
  const now = deps.clock();
  const id = timeOrderedId(now.getTime());
  await deps
    .em()
    .transactional(async (em) => {
      em.create(AuthenticationPolicyRow, { ...values, id, createdAt: now, changedAt: now }, { persist: true });
      const about = { subjectId: id, subject: values.name, fields: [] };
      await recordConfigurationChange(em, {
        event: 'AUTHENTICATION POLICY CREATED',
        origin,
        occurredAt: now,
        ...about,
      });
    })
    .catch(refuseTaken);
  return id;
}

/** Changes the given settings of a policy. @throws CountersignError `policy_not_found`, `policy_subject_taken`, `changed_meanwhile` */
export async function changePolicy(
  deps: Deps,
  { id, values, origin, ifMatch }: Change & { values: Partial<PolicyValues> },
): Promise<void> {
  await deps
    .em()
    .transactional(async (em) => {
      const row = await findLocked(em, id);
      checkTag(deps.keyring, row, ifMatch, 'changed_meanwhile');
      const fields = changeRow(row, values, policyFields);
      if (fields.length === 0) return;
      row.changedAt = deps.clock();
      const about = { subjectId: id, subject: row.name, fields };
      const occurredAt = row.changedAt;
      await recordConfigurationChange(em, { event: 'AUTHENTICATION POLICY CHANGED', origin, occurredAt, ...about });
    })
    .catch(refuseTaken);
}

/** @throws CountersignError `policy_not_found`, `changed_meanwhile` */
export async function deletePolicy(deps: Deps, { id, origin, ifMatch }: Change): Promise<void> {
  await deps.em().transactional(async (em) => {
    const row = await findLocked(em, id);
    checkTag(deps.keyring, row, ifMatch, 'changed_meanwhile');
    em.remove(row);
    const about = { subjectId: id, subject: row.name, fields: [] };
    const occurredAt = deps.clock();
    await recordConfigurationChange(em, { event: 'AUTHENTICATION POLICY DELETED', origin, occurredAt, ...about });
  });
}

/** Every policy: the default, then those of clients and of users, in the order of their subjects. */
export async function findPolicies(
  deps: Pick<CommandDeps, 'em'>,
  { limit, after }: { limit: number; after: string | undefined },
): Promise<AuthenticationPolicyRow[]> {
  const where = after === undefined ? {} : { id: { $gt: after } };
  return deps.em().find(AuthenticationPolicyRow, where, { orderBy: { id: 'asc' }, limit });
}

/** @throws CountersignError `policy_not_found` */
export async function findPolicy(deps: Pick<CommandDeps, 'em'>, id: string): Promise<AuthenticationPolicyRow> {
  const row = await deps.em().findOne(AuthenticationPolicyRow, { id });
  if (!row) throw new CountersignError('policy_not_found');
  return row;
}

async function findLocked(em: EntityManager, id: string): Promise<AuthenticationPolicyRow> {
  const row = await em.findOne(AuthenticationPolicyRow, { id }, { lockMode: LockMode.PESSIMISTIC_WRITE });
  if (!row) throw new CountersignError('policy_not_found');
  return row;
}

function refuseTaken(thrown: unknown): never {
  if (thrown instanceof UniqueConstraintViolationException)
    throw new CountersignError('policy_subject_taken', { cause: thrown });
  throw thrown;
}
