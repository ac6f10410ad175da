import { ForeignKeyConstraintViolationException, UniqueConstraintViolationException } from '@mikro-orm/core';
import { CountersignError } from '../../errors/countersign-error.ts';

/** A resource that refers to the one to be deleted. */
export interface Use {
  /** Kind of the resource, in the words of the API. */
  resource: string;
  /** Its name; left out where only a count is shown. */
  id?: string;
  count?: number;
}

/** Error for an invalid value, with the reason for the caller. */
export function invalidField(parameter: string, reason: string, message: string): CountersignError {
  return new CountersignError('invalid_request', {
    extra: { parameter, details: [{ code: reason, parameter, message }] },
  });
}

/** Error for a new value of a read-only field: ignoring the value would mislead the caller. */
export function readOnly(parameter: string): CountersignError {
  return invalidField(parameter, 'read_only', 'This cannot be changed.');
}

/** @throws CountersignError `configuration_conflict` naming the resources that refer to it, if there are any. */
export function refuseWhileUsed(uses: readonly Use[]): void {
  if (uses.length > 0)
    throw new CountersignError('configuration_conflict', {
      extra: { details: uses.map((use) => ({ code: 'in_use', ...use })) },
    });
}

/** Error for a duplicate of a unique field. */
export function alreadyThere(parameter: string): CountersignError {
  return new CountersignError('configuration_conflict', {
    extra: { details: [{ code: 'already_exists', parameter }] },
  });
}

/**
 * Runs a command and turns constraint violations, caused by a concurrent change, into `configuration_conflict`.
 * @param unique the field that must be unique.
 */
export async function refusingConflicts<Result>(unique: string, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof UniqueConstraintViolationException) throw alreadyThere(unique);
    if (error instanceof ForeignKeyConstraintViolationException)
      throw new CountersignError('configuration_conflict', { cause: error, extra: { details: [{ code: 'in_use' }] } });
    throw error;
  }
}
