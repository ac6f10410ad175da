import type { CommandDeps } from '../../command-deps.ts';
import { epoch } from '../../../database/epoch.ts';
import { runApart } from '../../../database/prepared-statement.ts';

/** One user of a device. */
export interface DeviceUser {
  userId: string;
  /** Epoch milliseconds. */
  linkedAt: number;
  /** Epoch milliseconds. */
  lastUsedAt: number;
}

/** An installation with all its users. */
export interface DeviceWithUsers {
  id: string;
  clientId: string;
  name: string;
  application: string;
  platform: 'android' | 'ios';
  users: DeviceUser[];
}

interface Row extends Omit<DeviceWithUsers, 'users'>, DeviceUser {}

const findUsers = `
    select d.id, d.client_id as "clientId", d.name, a.name as application, v.platform, r.user_id as "userId",
           ${epoch('r.created_at')} as "linkedAt",
           ${epoch('coalesce(r.last_login_at, r.created_at)')} as "lastUsedAt"
      from device d
      join application_version v on v.id = d.application_version_id
      join application a on a.id = v.application_id
      left join registration r on r.device_id = d.id
     where d.id = any($1)
     order by d.created_at, d.id, r.created_at, r.id`;

/** Devices with all their users, the first connected first. Unknown ids are left out. One query. */
export async function findDevicesWithUsers(
  deps: Pick<CommandDeps, 'em'>,
  deviceIds: readonly string[],
): Promise<DeviceWithUsers[]> {
  const rows = await runApart<Row>(deps, { sql: findUsers, parameters: [deviceIds] });
  const devices = new Map<string, DeviceWithUsers>();
  for (const { userId, linkedAt, lastUsedAt, ...row } of rows) {
    const device = devices.get(row.id) ?? { ...row, users: [] };
    // Without users the join has one row of nulls.
    if (userId !== null) device.users.push({ userId, linkedAt, lastUsedAt });
    devices.set(row.id, device);
  }
  return [...devices.values()];
}
