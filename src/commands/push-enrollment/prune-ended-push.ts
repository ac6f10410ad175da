import type { CommandDeps } from '../command-deps.ts';

/** Rows in one statement: short enough to hold no lock that somebody waits for. */
const batch = 1000;
/** Milliseconds that an ended enrolment is kept after its deadline: long enough for every app that asks again. */
const kept = 24 * 3_600_000;

const prune = `
  delete from push_enrollment where id in (
    select id from push_enrollment where status in ('expired', 'failed', 'dropped') and expires_at < ? limit ${batch} for update skip locked)`;

/**
 * Deletes push enrolments that ended, a batch: nobody needs push tokens that are not used any more. What happened is in
 * the events.
 * @returns the rows deleted; call again while it is not 0.
 */
export async function pruneEndedPush(deps: Pick<CommandDeps, 'em' | 'clock'>): Promise<number> {
  const { affectedRows } = await deps.em().execute<{ affectedRows: number }>(prune, [new Date(deps.clock().getTime() - kept)], 'run');
  return affectedRows;
}
