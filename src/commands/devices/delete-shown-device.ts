import { CountersignError } from '../../errors/countersign-error.ts';
import type { CommandDeps } from '../command-deps.ts';
import { recordEvent } from '../events/record-event.ts';
import { originOf } from '../request-origin.ts';
import type { RequestOrigin } from '../request-origin.ts';
import { deleteDevice } from './delete-device.ts';
import { usersDigest } from './users-digest.ts';

export interface ShownDevice {
  deviceId: string;
  /** {@link usersDigest} of the users that the operator was shown. */
  digest: string;
}

/**
 * Deletes a device as an operator saw it: with somebody on it whom they were not shown, nobody is disconnected. No device is
 * done already.
 * @throws CountersignError users_changed
 */
export async function deleteShownDevice(deps: Pick<CommandDeps, 'em' | 'clock' | 'cancelTransaction' | 'endPushEnrollment'>, { deviceId, digest }: ShownDevice, origin: RequestOrigin): Promise<void> {
  const check = (userIds: string[]) => {
    if (usersDigest(userIds) !== digest) throw new CountersignError('users_changed');
  };
  const deleted = { origin, event: 'ADMIN CLIENT DELETED' } as const;
  const disconnected = { origin, event: 'ADMIN USER REVOKED', detail: 'device_deleted' } as const;
  try {
    await deleteDevice(deps, { deviceId, deleted, disconnected, check });
  } catch (error) {
    if (error instanceof CountersignError && error.code === 'users_changed') {
      const refused = { name: 'ADMIN CLIENT NOT DELETED', occurredAt: deps.clock(), ...originOf(origin), subjectId: deviceId, detail: error.code } as const;
      await deps.em().transactional(async (em) => recordEvent(em, refused));
    }
    throw error;
  }
}
