import { runStatement } from '../../../database/prepared-statement.ts';
import type { CommandDeps } from '../../command-deps.ts';
import { insertEvents } from '../../events/insert-events.ts';

/** A logout token that a client has not accepted yet. */
export interface OwedLogout {
  clientId: string;
  userId: string;
  sid: string;
  /** Null: the client is disabled, is gone, or has no address any more. */
  url: string | null;
}

/** What an attempt came to. */
export interface LogoutAttempt {
  status: 'delivered' | 'failed';
  httpStatus?: number;
  detail?: string;
}

type Deps = Pick<CommandDeps, 'em' | 'clock'>;

/** Undefined: the delivery has ended. */
export async function loadOwedLogout(deps: Pick<CommandDeps, 'em'>, id: string): Promise<OwedLogout | undefined> {
  const [owed] = await runStatement<OwedLogout>(deps.em(), {
    sql: `select d.client_id as "clientId", d.user_id as "userId", d.sid, c.backchannel_logout_uri as url
            from logout_delivery d left join oauth_client c on c.id = d.client_id and c.enabled
           where d.id = ? and d.status = 'pending'`,
    parameters: [id],
  });
  return owed;
}

/** Records one attempt, which ends a delivery that succeeded. */
export async function recordLogoutAttempt(deps: Deps, id: string, attempt: LogoutAttempt): Promise<void> {
  const isDelivered = attempt.status === 'delivered';
  const { httpStatus = null, detail = null } = attempt;
  await runStatement(deps.em(), {
    sql: `update logout_delivery set attempts = attempts + 1, last_http_status = ?, last_failure = ?,
                 status = case when ? then 'delivered' else status end, ended_at = ?::timestamptz
           where id = ? and status = 'pending'`,
    parameters: [httpStatus, detail, isDelivered, isDelivered ? deps.clock() : null, id],
  });
}

/** Gives a delivery up, with its event. One that has ended stays as it is. */
export async function recordLogoutFailed(deps: Deps, id: string): Promise<void> {
  const now = deps.clock();
  const event = insertEvents([{ name: 'SESSION LOGOUT FAILED', occurredAt: now }], {
    rows: { sql: 'failed d', parameters: [] },
    taken: {
      userId: 'd.user_id',
      clientId: 'd.client_id',
      subjectId: 'd.session_id',
      requestId: 'd.request_id',
      detail: 'd.last_failure',
    },
  });
  await runStatement(deps.em(), {
    sql: `with failed as (
            update logout_delivery set status = 'failed', ended_at = ? where id = ? and status = 'pending' returning *),
          told as (${event.sql}) select from failed`,
    parameters: [now, id, ...event.parameters],
  });
}
