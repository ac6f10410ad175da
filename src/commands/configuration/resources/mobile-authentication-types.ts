import { LockMode } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';
import type { CommandDeps } from '../../command-deps.ts';
import { changeRow } from '../change-row.ts';
import { alreadyThere, invalidField, refuseWhileUsed, refusingConflicts } from '../conflicts.ts';
import { recordConfigurationChange } from '../record-configuration-change.ts';
import { checkTag } from '../row-tag.ts';
import type { RequestOrigin } from '../../events/request-origin.ts';
import { mobileAuthenticationTypeFields } from '../../../domain/configuration/field-names.ts';
import { defaultMessageKey } from '../../../domain/configuration/mobile-authentication-types/default-message.ts';
import { followFallbacks } from '../../../domain/configuration/mobile-authentication-types/fallbacks.ts';
import type { MethodName } from '../../../domain/configuration/mobile-authentication-types/method-names.ts';
import {
  isChosen,
  optionalTypeColumns,
  typeColumnsOf,
} from '../../../domain/configuration/mobile-authentication-types/type-columns.ts';
import { MessageTemplate } from '../../../entities/configuration/message-template.ts';
import { MobileAuthenticationType } from '../../../entities/configuration/mobile-authentication-type.ts';
import { CountersignError } from '../../../errors/countersign-error.ts';

const names = mobileAuthenticationTypeFields;

/** Fields of a type that an operator sets, without its name and its default messages. */
type TypeValues = Pick<MobileAuthenticationType, keyof typeof mobileAuthenticationTypeFields>;

/** Serialises changes of types: two concurrent changes could make a loop of fallbacks or refer to a deleted type. */
const lock = 'select pg_advisory_xact_lock(7100004)';

/** Takes the lock. Types that are read after this cannot change before the transaction ends. */
async function lockTypes(em: EntityManager): Promise<void> {
  await em.execute(lock, [], 'get', em.getTransactionContext());
}

/**
 * Finds and locks a type for a change.
 * @throws CountersignError `not_found`
 */
export async function findLockedType(em: EntityManager, name: string): Promise<MobileAuthenticationType> {
  const type = await em.findOne(MobileAuthenticationType, { name }, { lockMode: LockMode.PESSIMISTIC_WRITE });
  if (!type) throw new CountersignError('not_found');
  return type;
}

/** Other types that fall back to this one. */
async function findFallbackUses(em: EntityManager, name: string): Promise<{ resource: string; id: string }[]> {
  const users = await em.find(
    MobileAuthenticationType,
    { fallbackType: name, name: { $ne: name } },
    { orderBy: { name: 'asc' }, limit: 100, fields: ['name'] },
  );
  return users.map((user) => ({ resource: 'mobile_authentication_type', id: user.name }));
}

/**
 * Checks a type against its method and its fallbacks. Needs {@link lockTypes}.
 * @throws CountersignError `invalid_request`; `configuration_conflict` naming the types that would fall back to an OTP.
 */
async function checkType(
  em: EntityManager,
  type: Partial<TypeValues> & Pick<TypeValues, 'method'> & { name: string },
): Promise<void> {
  const columns = typeColumnsOf(type.method);
  for (const column of optionalTypeColumns) {
    if (isChosen(column, type[column]) && !columns.includes(column))
      throw invalidField(names[column], 'not_of_method', `A type of the method ${type.method} has no such field.`);
  }
  if (type.method === 'OTP') refuseWhileUsed(await findFallbackUses(em, type.name));
  if (type.fallbackType) await checkFallback(em, { name: type.name, fallbackType: type.fallbackType });
}

async function checkFallback(em: EntityManager, type: { name: string; fallbackType: string }): Promise<void> {
  const stored = await em.find(
    MobileAuthenticationType,
    { name: { $ne: type.name } },
    { fields: ['name', 'method', 'fallbackType'] },
  );
  const others = new Map(stored.map((other) => [other.name, other]));
  const fallback = type.fallbackType === type.name ? type : others.get(type.fallbackType);
  if (!fallback)
    throw invalidField(names.fallbackType, 'unknown', 'There is no mobile authentication type with this name.');
  if ('method' in fallback && fallback.method === 'OTP')
    throw invalidField(names.fallbackType, 'otp', 'An OTP is not sent to a user, so nothing can fall back to it.');
  const find = (name: string) => (name === type.name ? type : others.get(name));
  if (followFallbacks<{ name: string; fallbackType?: string | null | undefined }>(type, find).loops)
    throw invalidField(names.fallbackType, 'loops', 'The types would fall back to each other in a circle.');
}

interface Creation {
  /** 64 characters at most, so that events can name it. */
  name: string;
  method: MethodName;
  /** Seconds. */
  requestExpiresIn: number;
  values: Partial<TypeValues>;
  origin: RequestOrigin;
}

/**
 * Adds a mobile authentication type.
 * @throws CountersignError `invalid_request`, `configuration_conflict` when the name is taken.
 */
export async function createType(
  deps: Pick<CommandDeps, 'em' | 'clock'>,
  { name, method, requestExpiresIn, values, origin }: Creation,
): Promise<void> {
  const now = deps.clock();
  await refusingConflicts('name', () =>
    deps.em().transactional(async (em) => {
      await lockTypes(em);
      if ((await em.count(MobileAuthenticationType, { name })) > 0) throw alreadyThere('name');
      await checkType(em, { ...values, name, method });
      em.create(
        MobileAuthenticationType,
        { ...values, name, method, requestExpiresIn, createdAt: now },
        { persist: true },
      );
      const fields = Object.keys(values).map((column) => mobileAuthenticationTypeFields[column as keyof TypeValues]);
      await recordConfigurationChange(em, {
        event: 'CONFIGURATION MOBILE AUTHENTICATION TYPE CREATED',
        origin,
        occurredAt: now,
        subjectId: name,
        fields,
      });
    }),
  );
}

interface Change {
  name: string;
  values: Partial<TypeValues>;
  origin: RequestOrigin;
  /** Tag of the row that the caller read (`If-Match`). An older one is refused with `configuration_changed`. */
  ifMatch?: string | undefined;
}

/**
 * Changes the given fields of a type. Open transactions keep the policy they were started with.
 * @throws CountersignError `not_found`, `invalid_request`, `configuration_conflict`
 */
export async function changeType(
  deps: Pick<CommandDeps, 'em' | 'clock' | 'keyring'>,
  { name, values, origin, ifMatch }: Change,
): Promise<void> {
  await deps.em().transactional(async (em) => {
    await lockTypes(em);
    const type = await findLockedType(em, name);
    checkTag(deps.keyring, type, ifMatch);
    const fields = changeRow(type, values, mobileAuthenticationTypeFields);
    if (fields.length === 0) return;
    await checkType(em, type);
    await recordConfigurationChange(em, {
      event: 'CONFIGURATION MOBILE AUTHENTICATION TYPE CHANGED',
      origin,
      occurredAt: deps.clock(),
      subjectId: name.slice(0, 64),
      fields,
    });
  });
}

/**
 * Deletes a type that no other falls back to, and its default messages. Its open transactions continue with their copy of the policy.
 * @throws CountersignError `not_found`; `configuration_conflict` naming the types that fall back to it.
 */
export async function deleteType(
  deps: Pick<CommandDeps, 'em' | 'clock' | 'keyring'>,
  { name, origin, ifMatch }: { name: string; origin: RequestOrigin; ifMatch?: string | undefined },
): Promise<void> {
  await deps.em().transactional(async (em) => {
    await lockTypes(em);
    const type = await findLockedType(em, name);
    checkTag(deps.keyring, type, ifMatch);
    refuseWhileUsed(await findFallbackUses(em, name));
    await em.nativeDelete(MessageTemplate, { key: defaultMessageKey(name) });
    em.remove(type);
    await recordConfigurationChange(em, {
      event: 'CONFIGURATION MOBILE AUTHENTICATION TYPE DELETED',
      origin,
      occurredAt: deps.clock(),
      subjectId: name.slice(0, 64),
      fields: [],
    });
  });
}
