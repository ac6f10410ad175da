import { isDeviceId } from '../../../commands/devices/device-id.ts';
import { findDevicesOf } from '../../../commands/devices/find-devices.ts';
import type { RequestOrigin } from '../../../commands/request-origin.ts';
import { disconnectRegistration } from '../../../commands/users/disconnect-registration.ts';
import { isDatabaseAway } from '../../../errors/database-away.ts';
import type { ApiDeps } from '../../api-deps.ts';

type Deps = Pick<ApiDeps, 'em' | 'clock' | 'cancelTransaction' | 'endPushEnrollment' | 'log'>;

/** Disconnects a user from one device. What is not theirs, or no device at all, is as good as gone. */
export async function removeDevice(deps: Deps, target: { userId: string; deviceId: string }, origin: RequestOrigin): Promise<void> {
  if (isDeviceId(target.deviceId)) await disconnectRegistration(deps, target, { origin, event: 'API DEVICE REMOVED FOR ONE PROFILE' });
}

/** Disconnects a user from every device. @returns ids of those that could not be removed. */
export async function removeAllDevices(deps: Deps, userId: string, origin: RequestOrigin): Promise<string[]> {
  const devices = await findDevicesOf(deps, userId);
  return removeDevices(deps, { userId, deviceIds: devices.map(({ id }) => id) }, origin);
}

/**
 * Disconnects a user from some devices, each for itself: one that fails keeps no other.
 * @returns ids of those that could not be removed.
 */
export async function removeDevices(deps: Deps, { userId, deviceIds }: { userId: string; deviceIds: string[] }, origin: RequestOrigin): Promise<string[]> {
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
  // Nothing happened, and nothing will until the database is back: that has an answer of its own.
  if (failed.length > 0 && failed.length === ids.length && isDatabaseAway(lastError)) throw lastError;
  return failed;
}
