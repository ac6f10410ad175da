import { runStatement } from '../../../database/prepared-statement.ts';
import type { CommandDeps } from '../../command-deps.ts';
import { oweLogoutsOfExpired } from '../logouts/owe-logouts.ts';

/** Sessions in one transaction. */
const batch = 500;
/** Milliseconds after its end that a session is kept, so that clocks of replicas may differ. */
const marginMs = 60_000;

const findExpired = `
  select id from oauth_artifact
   where model = 'Session' and account_id is not null and expires_at < ? order by expires_at limit ${batch} for update skip locked`;

/**
 * Deletes sessions of people that expired, and writes down the logout tokens that their clients get, in one transaction.
 * @returns the number of sessions; call again while it is not 0.
 */
export async function endExpiredSessions(deps: Pick<CommandDeps, 'em' | 'clock'>): Promise<number> {
  const now = deps.clock();
  return deps.em().transactional(async (em) => {
    const expiredBefore = new Date(now.getTime() - marginMs);
    const rows = await runStatement<{ id: Buffer }>(em, { sql: findExpired, parameters: [expiredBefore] });
    if (rows.length === 0) return 0;
    const ids = rows.map(({ id }) => id);
    await oweLogoutsOfExpired(em, ids, now);
    await runStatement(em, { sql: 'delete from oauth_artifact where id = any(?)', parameters: [ids] });
    return rows.length;
  });
}
