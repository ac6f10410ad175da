import type { EntityManager } from '@mikro-orm/postgresql';
import { runStatement } from '../../../database/prepared-statement.ts';
import { blockedStatuses } from '../../../domain/persons/status.ts';

const statuses = blockedStatuses.map((status) => `'${status}'`).join(', ');

/**
 * SQL for "this user is let in": their person, if they have one, is neither disabled nor about to be deleted.
 * @param userId a column, or `?` for a parameter.
 */
export function isLetIn(userId: string): string {
  return `not exists (select from person blocked where blocked.id = ${userId} and blocked.status in (${statuses}))`;
}

/** Whether a user may do nothing, and be asked nothing, until an operator enables them. One without a profile is not blocked. */
export async function isBlocked(em: EntityManager, userId: string): Promise<boolean> {
  const rows = await runStatement(em, {
    sql: `select 1 from person where id = ? and status in (${statuses})`,
    parameters: [userId],
  });
  return rows.length > 0;
}

/**
 * Locks a user until the transaction ends, so that what happens to the person and what connects a phone to them come one after the
 * other. Unknown is false.
 */
export async function lockUser(em: EntityManager, userId: string): Promise<boolean> {
  const rows = await em.execute<unknown[]>('select id from user_account where id = ? for no key update', [userId]);
  return rows.length > 0;
}
