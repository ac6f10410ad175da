import type { CommandDeps } from '../../command-deps.ts';
import { epoch } from '../../../database/epoch.ts';
import { runApart } from '../../../database/prepared-statement.ts';

/** An event as the screen of a user shows it. */
export interface UserEvent {
  id: string;
  name: string;
  /** Epoch milliseconds. */
  occurredAt: number;
  clientId: string | null;
  appName: string | null;
  clientIp: string | null;
  userAgent: string | null;
  agentUser: string | null;
  subjectId: string | null;
  requestId: string | null;
  detail: string | null;
}

/** Unlike the Events API (contract/end-user.md section 3) ids are case-sensitive here. */
const findLatestEvents = `
    select id, name, ${epoch('occurred_at')} as "occurredAt", client_id as "clientId", app_name as "appName",
           client_ip as "clientIp", user_agent as "userAgent", agent_user as "agentUser", subject_id as "subjectId", request_id as "requestId", detail
      from event where lower(user_id) = lower($1) and user_id = $1
     order by id desc limit $2`;

/** The newest events about a user, newest first. */
export async function findLatestEventsOf(
  deps: Pick<CommandDeps, 'em'>,
  userId: string,
  limit: number,
): Promise<UserEvent[]> {
  return runApart<UserEvent>(deps, { sql: findLatestEvents, parameters: [userId, limit] });
}
