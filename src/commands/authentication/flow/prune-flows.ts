import type { CommandDeps } from '../../command-deps.ts';

/** Milliseconds that a flow is kept after its end, with its challenges. */
const kept = 3_600_000;

/** Deletes a batch of flows that are over. @returns the rows deleted; call again while it is not 0. */
export async function pruneFlows(deps: Pick<CommandDeps, 'em' | 'clock'>): Promise<number> {
  const sql = `delete from authentication_flow where id in (
    select id from authentication_flow where expires_at < ? order by expires_at limit 1000 for update skip locked)`;
  const limit = new Date(deps.clock().getTime() - kept);
  return (await deps.em().execute<{ affectedRows: number }>(sql, [limit], 'run')).affectedRows;
}
