import { LockMode } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';
import { mobileAuthenticationTypeFields } from '../../../domain/configuration/field-names.ts';
import { isChosen, optionalTypeColumns, typeColumnsOf } from '../../../domain/configuration/type-columns.ts';
import { followFallbacks } from '../../../domain/mobile-authentication/fallbacks.ts';
import { MobileAuthenticationType } from '../../../entities/configuration/mobile-authentication-type.ts';
import { CountersignError } from '../../../errors/countersign-error.ts';
import { invalidField, refuseWhileUsed } from '../conflicts.ts';

const names = mobileAuthenticationTypeFields;

/** What an operator decides about a type, beside its name and its default messages. */
export type TypeValues = Pick<MobileAuthenticationType, keyof typeof mobileAuthenticationTypeFields>;

/** One change of types at a time: two that are right alone could make a loop together, or leave a fallback that is gone. */
const lock = 'select pg_advisory_xact_lock(7100004)';

/** Waits until no other transaction changes types. What is read after this stays as it is. */
export async function lockTypes(em: EntityManager): Promise<void> {
  await em.execute(lock, [], 'get', em.getTransactionContext());
}

/**
 * A type that is about to change.
 * @throws CountersignError `not_found`
 */
export async function findLockedType(em: EntityManager, name: string): Promise<MobileAuthenticationType> {
  const type = await em.findOne(MobileAuthenticationType, { name }, { lockMode: LockMode.PESSIMISTIC_WRITE });
  if (!type) throw new CountersignError('not_found');
  return type;
}

/** Types that fall back to this one; itself is none of them. */
export async function findFallbackUses(em: EntityManager, name: string): Promise<{ resource: string; id: string }[]> {
  const users = await em.find(MobileAuthenticationType, { fallbackType: name, name: { $ne: name } }, { orderBy: { name: 'asc' }, limit: 100, fields: ['name'] });
  return users.map((user) => ({ resource: 'mobile_authentication_type', id: user.name }));
}

/**
 * A type goes with its method, and with the types around it. Needs {@link lockTypes}.
 * @throws CountersignError `invalid_request`; `configuration_conflict` naming what would fall back to an OTP.
 */
export async function checkType(em: EntityManager, type: Partial<TypeValues> & Pick<TypeValues, 'method'> & { name: string }): Promise<void> {
  const columns = typeColumnsOf(type.method);
  for (const column of optionalTypeColumns) {
    if (isChosen(column, type[column]) && !columns.includes(column)) throw invalidField(names[column], 'not_of_method', `A type of the method ${type.method} has no such field.`);
  }
  if (type.method === 'OTP') refuseWhileUsed(await findFallbackUses(em, type.name));
  if (type.fallbackType) await checkFallback(em, { name: type.name, fallbackType: type.fallbackType });
}

async function checkFallback(em: EntityManager, type: { name: string; fallbackType: string }): Promise<void> {
  const stored = await em.find(MobileAuthenticationType, { name: { $ne: type.name } }, { fields: ['name', 'method', 'fallbackType'] });
  const others = new Map(stored.map((other) => [other.name, other]));
  const fallback = type.fallbackType === type.name ? type : others.get(type.fallbackType);
  if (!fallback) throw invalidField(names.fallbackType, 'unknown', 'There is no mobile authentication type with this name.');
  if ('method' in fallback && fallback.method === 'OTP') throw invalidField(names.fallbackType, 'otp', 'An OTP is not sent to a user, so nothing can fall back to it.');
  const find = (name: string) => (name === type.name ? type : others.get(name));
  if (followFallbacks<{ name: string; fallbackType?: string | null | undefined }>(type, find).loops) throw invalidField(names.fallbackType, 'loops', 'The types would fall back to each other in a circle.');
}
