import { isDeviceId } from '../../../domain/devices/device-id.ts';
import { findDevicesOf } from '../../../commands/devices/lookup/find-devices.ts';
import type { RequestOrigin } from '../../../commands/events/request-origin.ts';
import { disconnectRegistration } from '../../../commands/devices/removal/disconnect-registration.ts';
import { isDatabaseAway } from '../../../errors/database-away.ts';
import type { ApiDeps } from '../../api-deps.ts';

type Deps = Pick<ApiDeps, 'em' | 'clock' | 'removals' | 'log'>;

/** Disconnects a user from one device. Another user's or an unknown device counts as disconnected. */
export async function removeDevice(
  deps: Deps,
  target: { userId: string; deviceId: string },
  origin: RequestOrigin,
): Promise<void> {
  if (isDeviceId(target.deviceId))
    await disconnectRegistration(deps, target, { origin, event: 'API DEVICE REMOVED FOR ONE PROFILE' });
}

/** Disconnects a user from every device. @returns ids of those that could not be removed. */
export async function removeAllDevices(deps: Deps, userId: string, origin: RequestOrigin): Promise<string[]> {
  const devices = await findDevicesOf(deps, userId);
  return removeDevices(deps, { userId, deviceIds: devices.map(({ id }) => id) }, origin);
}

/**
 * Disconnects a user from several devices, each in its own transaction: a failure does not stop the others.
 * @returns ids of those that could not be removed.
 */
export async function removeDevices(
  deps: Deps,
  { userId, deviceIds }: { userId: string; deviceIds: string[] },
  origin: RequestOrigin,
): Promise<string[]> {
  const failed: string[] = [];
  let lastError: unknown;
  const ids = [...new Set(deviceIds)];
  for (const deviceId of ids) {
    try {
      await removeDevice(deps, { userId, deviceId }, origin);
    } catch (error) {
      deps.log.warn({ err: error, request_id: origin.requestId }, 'a device could not be removed');
      failed.push(deviceId);
      lastError = error;
    }
  }
  // An unreachable database has an answer of its own.
  if (failed.length > 0 && failed.length === ids.length && isDatabaseAway(lastError)) throw lastError;
  return failed;
}
