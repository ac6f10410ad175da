import { ForeignKeyConstraintViolationException, UniqueConstraintViolationException } from '@mikro-orm/core';
import { CountersignError } from '../../errors/countersign-error.ts';

/** Something that uses what was to be deleted. */
export interface Use {
  /** What kind of thing, as the API calls it. */
  resource: string;
  /** Which one; left out where a count says more. */
  id?: string;
  count?: number;
}

/** The answer to a value that cannot be, with the reason for the caller. */
export function invalidField(parameter: string, reason: string, message: string): CountersignError {
  return new CountersignError('invalid_request', { extra: { parameter, details: [{ code: reason, parameter, message }] } });
}

/** The answer to another value for what cannot be changed: silently keeping the old one would tell a lie. */
export function readOnly(parameter: string): CountersignError {
  return invalidField(parameter, 'read_only', 'This cannot be changed.');
}

/** @throws CountersignError `configuration_conflict` naming what uses it, unless nothing does. */
export function refuseWhileUsed(uses: readonly Use[]): void {
  if (uses.length > 0) throw new CountersignError('configuration_conflict', { extra: { details: uses.map((use) => ({ code: 'in_use', ...use })) } });
}

/** The answer to something that has to be unique and is there already. */
export function alreadyThere(parameter: string): CountersignError {
  return new CountersignError('configuration_conflict', { extra: { details: [{ code: 'already_exists', parameter }] } });
}

/**
 * Does the work of a command; what the database refuses because somebody else was faster is a conflict like any other.
 * @param unique the field that must be unique.
 */
export async function refusingConflicts<Result>(unique: string, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof UniqueConstraintViolationException) throw alreadyThere(unique);
    if (error instanceof ForeignKeyConstraintViolationException) throw new CountersignError('configuration_conflict', { cause: error, extra: { details: [{ code: 'in_use' }] } });
    throw error;
  }
}
