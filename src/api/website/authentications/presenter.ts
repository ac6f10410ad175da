import { wireMethod } from '../../../domain/mobile-authentication/method-names.ts';
import { methodRules } from '../../../domain/mobile-authentication/methods/all-methods.ts';
import type { Transaction } from '../../../entities/happenings/transaction.ts';
import { Device } from '../../../entities/people/device.ts';
import type { ApiDeps } from '../../api-deps.ts';

/** The answer to an initialisation: names the method that is really in use. */
export async function presentInitialised(deps: Pick<ApiDeps, 'em' | 'configuration'>, row: Transaction) {
  return {
    transaction_id: row.id,
    auth_method: wireMethod(row.method),
    time_to_live: row.policy.timeToLive * 1000,
    ...(methodRules[row.method].namesDevice ? { device: await presentDevice(deps, row.deviceId) } : {}),
  };
}

async function presentDevice(deps: Pick<ApiDeps, 'em' | 'configuration'>, deviceId: string | null | undefined) {
  const device = deviceId ? await deps.em().findOne(Device, { id: deviceId }) : null;
  const version = device && (await deps.configuration.current()).applicationVersions.get(device.applicationVersion);
  return { name: device?.name ?? '', platform: version?.platform ?? '' };
}
