import { runStatement } from '../../../database/prepared-statement.ts';
import type { CommandDeps } from '../../command-deps.ts';

/** A delivery whose workflow is to be started. */
export interface StartableLogout {
  id: string;
  clientId: string;
  userId: string;
  requestId: string | null;
}

type Deps = Pick<CommandDeps, 'em' | 'clock'>;

/** Milliseconds a start may take before its row looks forgotten. */
const startingMs = 10_000;
/** Milliseconds after which no workflow can deliver any more: a day of attempts and the last one. */
const overdueMs = 25 * 3_600_000;
const day = 24 * 3_600_000;
/** How long the record of an ended delivery is kept. */
const retentionDays = 90;
const most = 500;

const columns = 'id, client_id as "clientId", user_id as "userId", request_id as "requestId"';

/** Claims new deliveries for this process. Of several processes each gets others; the sweeper starts what a process claimed and lost. */
export async function claimNewLogouts(deps: Deps): Promise<StartableLogout[]> {
  return runStatement<StartableLogout & Record<string, unknown>>(deps.em(), {
    sql: `update logout_delivery set started_at = ? where id in (
            select id from logout_delivery where status = 'pending' and started_at is null
             order by created_at limit ${most} for update skip locked) returning ${columns}`,
    parameters: [deps.clock()],
  });
}

/** Deliveries for which nothing was tried, so that their workflow may never have been started: oldest first, 500 at most. */
export async function findForgottenLogouts(deps: Deps): Promise<StartableLogout[]> {
  return runStatement<StartableLogout & Record<string, unknown>>(deps.em(), {
    sql: `select ${columns} from logout_delivery where status = 'pending' and attempts = 0 and created_at < ? order by created_at limit ${most}`,
    parameters: [new Date(deps.clock().getTime() - startingMs)],
  });
}

/** Ids of deliveries that their workflow, terminated or lost, did not end. */
export async function findOverdueLogouts(deps: Deps): Promise<string[]> {
  const rows = await runStatement<{ id: string }>(deps.em(), {
    sql: `select id from logout_delivery where status = 'pending' and created_at < ? order by created_at limit ${most}`,
    parameters: [new Date(deps.clock().getTime() - overdueMs)],
  });
  return rows.map(({ id }) => id);
}

/** Deletes a batch of ended records that are old, or of users who are gone. @returns the rows deleted; call again while it is not 0. */
export async function pruneLogouts(deps: Deps): Promise<number> {
  const rows = await runStatement(deps.em(), {
    sql: `delete from logout_delivery where id in (
            select id from logout_delivery d
             where status <> 'pending' and (created_at < ? or not exists (select from user_account u where u.id = d.user_id))
             order by created_at limit 1000 for update skip locked) returning id`,
    parameters: [new Date(deps.clock().getTime() - retentionDays * day)],
  });
  return rows.length;
}
