import type { CommandDeps } from '../../command-deps.ts';
import { epoch } from '../../../database/epoch.ts';
import { runApart } from '../../../database/prepared-statement.ts';

/** One device of a user, without data of other users on it. */
export interface UserDevice {
  id: string;
  /** The user on this device. */
  registrationId: string;
  name: string;
  model: string | null;
  osVersion: string | null;
  /** Name of the application. */
  application: string;
  platform: 'android' | 'ios';
  /** Epoch milliseconds: when the user was connected to it. */
  connectedAt: number;
  /** Epoch milliseconds: when the user last got tokens on it. */
  lastLoginAt: number;
  /** Kinds of the valid tokens: `TokenType`. */
  tokenTypes: string[];
  keysEnrolled: boolean;
  pushEnrolled: boolean;
  /** Epoch milliseconds: when it is removed, as it was said to be lost; null: it stays. */
  removalDueAt: number | null;
}

const findDevices = `
    select d.id, r.id as "registrationId", d.name, d.model, d.os_version as "osVersion", a.name as application, v.platform,
           ${epoch('r.created_at')} as "connectedAt",
           ${epoch('greatest(r.last_login_at, r.created_at)')} as "lastLoginAt",
           ${epoch('r.removal_due_at')} as "removalDueAt",
           array(select distinct t.type from oauth_grant g join oauth_artifact t on t.grant_id = g.id
                  where g.registration_id = r.id and g.expires_at > $2 and t.expires_at > $2 and t.consumed_at is null and t.model in ('AccessToken', 'RefreshToken')
                  order by t.type) as "tokenTypes",
           exists (select from key_enrollment k where k.registration_id = r.id) as "keysEnrolled",
           exists (select from push_enrollment p where p.registration_id = r.id and p.status = 'enrolled') as "pushEnrolled"
      from registration r
      join device d on d.id = r.device_id
      join application_version v on v.id = d.application_version_id
      join application a on a.id = v.application_id
     where r.user_id = $1
     order by r.created_at, r.id`;

/** The devices of a user, the first connected first; none for an unknown user. One query. */
export async function findDevicesOf(deps: Pick<CommandDeps, 'em' | 'clock'>, userId: string): Promise<UserDevice[]> {
  const rows = await runApart<UserDevice>(deps, { sql: findDevices, parameters: [userId, deps.clock()] });
  return rows;
}
