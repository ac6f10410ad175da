import type { CommandDeps } from '../../command-deps.ts';

/** Rows in one statement: few enough that requests do not wait for its locks. */
const batch = 1000;
/** Milliseconds that an ended enrolment is kept after its deadline, for apps that repeat a request. */
const kept = 24 * 3_600_000;

const prune = `
  delete from push_enrollment where id in (
    select id from push_enrollment where status in ('expired', 'failed', 'dropped') and expires_at < ? limit ${batch} for update skip locked)`;

/**
 * Deletes a batch of ended push enrolments, because unused push tokens must not stay. Their history is in
 * the events.
 * @returns the rows deleted; call again while it is not 0.
 */
export async function pruneEndedPush(deps: Pick<CommandDeps, 'em' | 'clock'>): Promise<number> {
  const { affectedRows } = await deps
    .em()
    .execute<{ affectedRows: number }>(prune, [new Date(deps.clock().getTime() - kept)], 'run');
  return affectedRows;
}
