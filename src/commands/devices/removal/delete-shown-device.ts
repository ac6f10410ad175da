import { CountersignError } from '../../../errors/countersign-error.ts';
import type { CommandDeps } from '../../command-deps.ts';
import { recordEvent } from '../../events/record-event.ts';
import { originOf } from '../../events/request-origin.ts';
import type { RequestOrigin } from '../../events/request-origin.ts';
import { deleteDevice } from './delete-device.ts';
import { usersDigest } from './users-digest.ts';

export interface ShownDevice {
  deviceId: string;
  /** {@link usersDigest} of the users that the operator was shown. */
  digest: string;
}

/**
 * Deletes a device, unless it has a user that the operator was not shown. A device that does not exist counts as
 * deleted.
 * @throws CountersignError users_changed
 */
export async function deleteShownDevice(
  deps: Pick<CommandDeps, 'em' | 'clock' | 'removals'>,
  { deviceId, digest }: ShownDevice,
  origin: RequestOrigin,
): Promise<void> {
  const check = (userIds: string[]) => {
    if (usersDigest(userIds) !== digest) throw new CountersignError('users_changed');
  };
  const deleted = { origin, event: 'ADMIN CLIENT DELETED' } as const;
  const disconnected = { origin, event: 'ADMIN USER REVOKED', detail: 'device_deleted' } as const;
  try {
    await deleteDevice(deps, { deviceId, deleted, disconnected, check });
  } catch (error) {
    if (error instanceof CountersignError && error.code === 'users_changed') {
      const refused = {
        name: 'ADMIN CLIENT NOT DELETED',
        occurredAt: deps.clock(),
        ...originOf(origin),
        subjectId: deviceId,
        detail: error.code,
      } as const;
      await deps.em().transactional(async (em) => recordEvent(em, refused));
    }
    throw error;
  }
}
