import type { CommandDeps } from '../../command-deps.ts';
import type { ConfigurationSource } from '../../configuration/configuration-snapshot.ts';

/** Rows in one statement: few enough that requests do not wait for its locks. */
const batch = 1000;
const hour = 3_600_000;

const prune = `
  delete from device where id in (
    select d.id from device d
    where d.unconnected_since < ? and not exists (select from registration r where r.device_id = d.id)
    limit ${batch} for update skip locked)`;

/**
 * Deletes a batch of installations that never got a user within the setting `unconnected_device_hours`: a
 * registration needs only a key. Such an app registers again.
 * @returns the rows deleted; call again while it is not 0.
 */
export async function pruneUnconnectedDevices(
  deps: Pick<CommandDeps, 'em' | 'clock'> & { configuration: ConfigurationSource },
): Promise<number> {
  const { unconnected_device_hours: hours } = (await deps.configuration.current()).general;
  if (hours === 0) return 0;
  const limit = new Date(deps.clock().getTime() - hours * hour);
  const { affectedRows } = await deps.em().execute<{ affectedRows: number }>(prune, [limit], 'run');
  return affectedRows;
}
