import { LockMode } from '@mikro-orm/core';
import { Device } from '../../../entities/devices/device.ts';
import { Registration } from '../../../entities/devices/registration.ts';
import type { CommandDeps } from '../../command-deps.ts';
import { recordEvent } from '../../events/record-event.ts';
import { originOf } from '../../events/request-origin.ts';
import { joinOpenWork } from '../../removals/removals.ts';
import type { OpenWork } from '../../removals/removals.ts';
import { removeRegistration } from './disconnect-registration.ts';
import type { RegistrationAction } from '../registration/lock-registration.ts';

export interface DeviceDeletion {
  deviceId: string;
  /** The event about the device itself. */
  deleted: RegistrationAction;
  /** The event about each user that is disconnected with it. */
  disconnected: RegistrationAction;
  /** Checks the users before they are disconnected, while none can be added; throws to refuse. */
  check?: (userIds: string[]) => void;
}

/**
 * Deletes an installation and the OAuth client it is, and disconnects all its users; their open transactions end as
 * `cancelled` and their sites are told. The app registers as a new client when it is used again. One transaction, with
 * an event for the device and one for each user. Idempotent.
 * @returns the users that were disconnected, or undefined when there is no such device.
 */
export async function deleteDevice(
  deps: Pick<CommandDeps, 'em' | 'clock' | 'removals'>,
  deletion: DeviceDeletion,
): Promise<string[] | undefined> {
  const { deviceId: id, deleted, disconnected } = deletion;
  const done = await deps.em().transactional(async (em) => {
    const now = deps.clock();
    // A transaction that connects a user holds a key-share lock on this row: this one waits.
    const device = await em.findOne(Device, { id }, { lockMode: LockMode.PESSIMISTIC_WRITE });
    if (!device) return undefined;
    const registrations = await em.find(
      Registration,
      { device: id },
      { orderBy: { user: 'asc' }, lockMode: LockMode.PESSIMISTIC_WRITE },
    );
    const userIds = registrations.map(({ user }) => user);
    deletion.check?.(userIds);
    const removed: OpenWork[] = [];
    for (const registration of registrations)
      removed.push(await removeRegistration(em, deps.removals, { registration, action: disconnected, now }));
    await em.nativeDelete(Device, { id });
    recordEvent(em, {
      name: deleted.event,
      occurredAt: now,
      ...originOf(deleted.origin),
      subjectId: id,
      detail: deleted.detail ?? null,
    });
    return { userIds, work: joinOpenWork(...removed) };
  });
  if (done) await deps.removals.tell(done.work);
  return done?.userIds;
}
