import type { Statement } from '../../../database/prepared-statement.ts';

/** Time within which a person is not noted again as seen: when they were seen last is this exact. */
const exactnessMs = 300_000;

/**
 * Notes that a user is there, as a part (`with`) of the statement that stores what they did. It waits for no lock: who holds that of the
 * user either notes the same or ends what the statement stores, and waiting for them could be a deadlock.
 * @param userId SQL of the user's id; its parameters come first
 */
export function noteSeen(userId: { sql: string; parameters: readonly unknown[] }, now: Date): Statement {
  const sql = `
    update user_account set last_seen_at = ?
     where id = (select u.id from user_account u where u.id = ${userId.sql} and (u.last_seen_at is null or u.last_seen_at < ?)
                    for no key update skip locked)`;
  return { sql, parameters: [now, ...userId.parameters, new Date(now.getTime() - exactnessMs)] };
}
