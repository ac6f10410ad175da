import type { EntityManager } from '@mikro-orm/postgresql';
import { runApart } from '../../../database/prepared-statement.ts';
import type { SignInMethodType } from '../../../domain/persons/sign-in-methods/status.ts';
import { bounds } from '../../../domain/rate-limits/limits.ts';
import { SignInMethod } from '../../../entities/persons/sign-in-method.ts';
import type { CommandDeps } from '../../command-deps.ts';
import { writeEvent } from '../../events/record-event.ts';
import { originOf } from '../../events/request-origin.ts';
import type { RequestOrigin } from '../../events/request-origin.ts';

const { most } = bounds['sign-in-failures'];
const columns = { stranger: 'failures', 'known device': 'known_device_failures' } as const;

/** Whether a device of the person vouches for the caller. Strangers and known devices are counted apart: strangers lock no person out. */
export type Familiarity = keyof typeof columns;
export const familiarities = Object.keys(columns) as Familiarity[];

/** The method that is tried, and where. */
export interface TriedMethod {
  id: string;
  personId: string;
  type: SignInMethodType;
  from: Familiarity;
}

/** A method on which a try was counted. */
interface CountedMethod {
  id: string;
  /** Sealed. */
  secret: Buffer;
  failures: number;
}

/** @param knownDevice id of a device of the person that vouches for the caller. */
export function familiarityOf(knownDevice: string | undefined): Familiarity {
  return knownDevice === undefined ? 'stranger' : 'known device';
}

/**
 * Counts a try as a wrong one, before its answer is known; {@link forgetFailures} after a right one.
 * @returns how many there are in a row; undefined for a method that is locked there.
 */
export async function countFailure(
  deps: Pick<CommandDeps, 'em'>,
  { id, from }: Pick<TriedMethod, 'id' | 'from'>,
): Promise<number | undefined> {
  const column = columns[from];
  const rows = await runApart<{ failures: number }>(deps, {
    sql: `update sign_in_method set ${column} = ${column} + 1 where id = ? and ${column} < ${most} returning ${column} as failures`,
    parameters: [id],
  });
  return rows[0]?.failures;
}

/**
 * The same for every method of a type that a person has, as a code does not say which one it is of.
 * @returns those that are not locked there.
 */
export async function countFailures(
  deps: Pick<CommandDeps, 'em' | 'clock'>,
  { personId, type, from }: Omit<TriedMethod, 'id'>,
): Promise<CountedMethod[]> {
  const column = columns[from];
  return runApart<CountedMethod & { id: string }>(deps, {
    sql: `update sign_in_method set ${column} = ${column} + 1
           where person_id = ? and type = ? and status <> 'pending' and (due_at is null or due_at > ?)
             and ${column} < ${most}
       returning id, secret, ${column} as failures`,
    parameters: [personId, type, deps.clock()],
  });
}

/** After a right one: what came before it does not count any more. */
export async function forgetFailures(
  deps: Pick<CommandDeps, 'em'>,
  { personId, type }: Pick<TriedMethod, 'personId' | 'type'>,
): Promise<void> {
  await runApart(deps, {
    sql: `update sign_in_method set failures = 0, known_device_failures = 0 where person_id = ? and type = ?`,
    parameters: [personId, type],
  });
}

/** Tells of the try that locked the method, once. */
export async function noteLock(
  deps: Pick<CommandDeps, 'em' | 'clock'>,
  { id, personId, type, from }: TriedMethod,
  failures: number | undefined,
  origin: RequestOrigin,
): Promise<void> {
  if (failures !== most) return;
  await writeEvent(deps, {
    name: 'METHOD LOCKED',
    occurredAt: deps.clock(),
    ...originOf(origin),
    userId: personId,
    subjectId: id,
    detail: `${type}, ${from}`,
  });
}

/** Opens what wrong tries have locked of a person. Part of the caller's transaction. */
export async function unlockMethods(em: EntityManager, personId: string): Promise<void> {
  await em.nativeUpdate(SignInMethod, { person: personId }, { failures: 0, knownDeviceFailures: 0, changeFailures: 0 });
}
