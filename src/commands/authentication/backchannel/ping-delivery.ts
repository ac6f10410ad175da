import { runStatement } from '../../../database/prepared-statement.ts';
import { BackchannelRequest } from '../../../entities/authentication/backchannel-request.ts';
import { OauthClient } from '../../../entities/tokens/oauth-client.ts';
import type { CommandDeps } from '../../command-deps.ts';
import { insertEvents } from '../../events/insert-events.ts';

/** A notification that a client has not accepted yet (CIBA Core section 10.2). */
export interface OwedPing {
  /** Null: the client is disabled, is gone, or is not notified any more. */
  url: string | null;
  authReqId: string;
  /** The client's own bearer token. */
  token: string;
}

/** What an attempt came to. */
export interface PingAttempt {
  status: 'delivered' | 'failed';
  httpStatus?: number;
  detail?: string;
}

type Deps = Pick<CommandDeps, 'em' | 'clock'>;

/** Undefined: the delivery has ended. */
export async function loadOwedPing(deps: Pick<CommandDeps, 'em'>, id: string): Promise<OwedPing | undefined> {
  const em = deps.em();
  const request = await em.findOne(BackchannelRequest, { id, pingStatus: 'pending' });
  if (!request?.notification) return undefined;
  const client = await em.findOne(OauthClient, { id: request.clientId, enabled: true });
  const { authReqId, token } = JSON.parse(request.notification) as { authReqId: string; token: string };
  return { url: client?.backchannelClientNotificationEndpoint ?? null, authReqId, token };
}

/** Records one attempt, which ends a delivery that succeeded; what was sent is not kept then. */
export async function recordPingAttempt(deps: Pick<Deps, 'em'>, id: string, attempt: PingAttempt): Promise<void> {
  const isDelivered = attempt.status === 'delivered';
  const { httpStatus = null, detail = null } = attempt;
  await runStatement(deps.em(), {
    sql: `update backchannel_request set ping_attempts = ping_attempts + 1, last_http_status = ?, last_failure = ?,
                 ping_status = case when ? then 'delivered' else ping_status end,
                 notification = case when ? then null else notification end
           where id = ? and ping_status = 'pending'`,
    parameters: [httpStatus, detail, isDelivered, isDelivered, id],
  });
}

/** Gives a notification up, with its event. One that has ended stays as it is. */
export async function recordPingFailed(deps: Deps, id: string): Promise<void> {
  const event = insertEvents([{ name: 'CIBA PING FAILED', occurredAt: deps.clock() }], {
    rows: { sql: 'failed r', parameters: [] },
    taken: {
      userId: 'r.user_id',
      clientId: 'r.client_id',
      subjectId: 'r.id::text',
      requestId: 'r.request_id',
      detail: 'r.last_failure',
    },
  });
  await runStatement(deps.em(), {
    sql: `with failed as (
            update backchannel_request set ping_status = 'failed', notification = null
             where id = ? and ping_status = 'pending' returning *),
          told as (${event.sql}) select from failed`,
    parameters: [id, ...event.parameters],
  });
}
