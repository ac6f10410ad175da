import { runStatement } from '../../../database/prepared-statement.ts';
import type { Statement } from '../../../database/prepared-statement.ts';
import type { CommandDeps } from '../../command-deps.ts';

type Deps = Pick<CommandDeps, 'em' | 'clock'>;

const most = 500;
const day = 24 * 3_600_000;
/** Milliseconds a start may take before its row looks forgotten. */
const startingMs = 10_000;
/** Milliseconds after which no workflow can notify any more: an hour of attempts and the last one. */
const overdueMs = 2 * 3_600_000;
const retentionDays = 90;

/** The ids of the rows that a statement returns. */
async function idsOf(deps: Deps, statement: Statement): Promise<string[]> {
  const rows = await runStatement<{ id: string }>(deps.em(), statement);
  return rows.map(({ id }) => id);
}

/** Takes new requests for this process, to ask their phones. Of several processes each gets others. */
export async function claimNewRequests(deps: Deps): Promise<string[]> {
  return idsOf(deps, {
    sql: `update backchannel_request set started_at = ? where id in (
            select id from backchannel_request where status = 'pending' and started_at is null
             order by created_at limit ${most} for update skip locked) returning id`,
    parameters: [deps.clock()],
  });
}

/** Requests whose process died before it asked the phone. */
export async function findForgottenRequests(deps: Deps): Promise<string[]> {
  const now = deps.clock();
  return idsOf(deps, {
    sql: `select id from backchannel_request r
           where status = 'pending' and refuse_at is null and created_at < ? and expires_at > ?
             and not exists (select from transaction t where t.id = r.id) order by created_at limit ${most}`,
    parameters: [new Date(now.getTime() - startingMs), now],
  });
}

/** Requests that have to be decided now: no phone is asked and the pause is over, their time is over, or their approval has ended. */
export async function findUndecidedRequests(deps: Deps): Promise<string[]> {
  const now = deps.clock();
  return idsOf(deps, {
    sql: `select id from backchannel_request r
           where status = 'pending' and (refuse_at <= ? or expires_at <= ?
              or exists (select from transaction t where t.id = r.id and t.status <> 'pending')) order by created_at limit ${most}`,
    parameters: [now, now],
  });
}

/** Takes notifications that have become due for this process. */
export async function claimNewPings(deps: Deps): Promise<string[]> {
  return idsOf(deps, {
    sql: `update backchannel_request set ping_started_at = ? where id in (
            select id from backchannel_request where ping_status = 'pending' and ping_started_at is null
             order by created_at limit ${most} for update skip locked) returning id`,
    parameters: [deps.clock()],
  });
}

/** Notifications for which nothing was tried, so that their workflow may never have been started. */
export async function findForgottenPings(deps: Deps): Promise<string[]> {
  return idsOf(deps, {
    sql: `select id from backchannel_request where ping_status = 'pending' and ping_attempts = 0 and ended_at < ?
           order by created_at limit ${most}`,
    parameters: [new Date(deps.clock().getTime() - startingMs)],
  });
}

/** Notifications that their workflow, terminated or lost, did not end. */
export async function findOverduePings(deps: Deps): Promise<string[]> {
  return idsOf(deps, {
    sql: `select id from backchannel_request where ping_status = 'pending' and ended_at < ? order by created_at limit ${most}`,
    parameters: [new Date(deps.clock().getTime() - overdueMs)],
  });
}

/** Deletes a batch of ended requests that are old, or of users who are gone. @returns the rows deleted; call again while it is not 0. */
export async function pruneBackchannelRequests(deps: Deps): Promise<number> {
  const rows = await runStatement(deps.em(), {
    sql: `delete from backchannel_request where id in (
            select id from backchannel_request r
             where status <> 'pending' and ping_status <> 'pending' and (created_at < ?
                or (user_id is not null and not exists (select from user_account u where u.id = r.user_id)))
             order by created_at limit 1000 for update skip locked) returning id`,
    parameters: [new Date(deps.clock().getTime() - retentionDays * day)],
  });
  return rows.length;
}
