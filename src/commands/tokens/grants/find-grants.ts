import type { CommandDeps } from '../../command-deps.ts';
import { runApart } from '../../../database/prepared-statement.ts';

/** An application, or a web client, that has access to a user. */
export interface UserApplication {
  /** Identifier of the application; the client's id when it is no app. */
  id: string;
  name: string;
}

const findApplications = `
    select distinct coalesce(a.identifier, g.client_id) as id, coalesce(a.name, g.client_id) as name
      from oauth_grant g
      left join device d on d.id = g.device_id
      left join application_version v on v.id = d.application_version_id
      left join application a on a.id = v.application_id
     where g.account_id = $1 and g.expires_at > $2
     order by name, id`;

/** Whatever has access to a user, by name. */
export async function findApplicationsOf(
  deps: Pick<CommandDeps, 'em' | 'clock'>,
  userId: string,
): Promise<UserApplication[]> {
  return runApart<UserApplication>(deps, { sql: findApplications, parameters: [userId, deps.clock()] });
}
