import type { CommandDeps } from '../../command-deps.ts';
import { epoch } from '../../epoch.ts';
import { runPrepared } from '../../prepared-statement.ts';

/** What a user let a web client do. An app was let in by an enrolment code on its device: that is a device, no consent. */
export interface UserConsent {
  id: string;
  clientId: string;
  clientName: string;
  deviceName: string | null;
  /** Space-separated. */
  scope: string;
  /** Epoch milliseconds. */
  createdAt: number;
}

/** An application, or a web client, that has access to a user. */
export interface UserApplication {
  /** Identifier of the application; the client's id when it is no app. */
  id: string;
  name: string;
}

const findConsents = {
  name: 'find-consents-of-user',
  text: `
    select g.id, g.client_id as "clientId", g.client_id as "clientName", null::text as "deviceName",
           coalesce(g.payload->'openid'->>'scope', '') as scope, ${epoch('g.created_at')} as "createdAt"
      from oauth_grant g
     where g.account_id = $1 and g.device_id is null and g.expires_at > $2
     order by g.created_at, g.id`,
};

const findApplications = {
  name: 'find-applications-of-user',
  text: `
    select distinct coalesce(a.identifier, g.client_id) as id, coalesce(a.name, g.client_id) as name
      from oauth_grant g
      left join device d on d.id = g.device_id
      left join application_version v on v.id = d.application_version_id
      left join application a on a.id = v.application_id
     where g.account_id = $1 and g.expires_at > $2
     order by name, id`,
};

/** The consents of a user, oldest first. */
export async function findConsentsOf(deps: Pick<CommandDeps, 'em' | 'clock'>, userId: string): Promise<UserConsent[]> {
  return (await runPrepared<UserConsent>(deps, findConsents, [userId, deps.clock()])).rows;
}

/** Whatever has access to a user, by name. */
export async function findApplicationsOf(deps: Pick<CommandDeps, 'em' | 'clock'>, userId: string): Promise<UserApplication[]> {
  return (await runPrepared<UserApplication>(deps, findApplications, [userId, deps.clock()])).rows;
}
