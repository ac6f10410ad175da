import { LockMode } from '@mikro-orm/core';
import { Device } from '../../entities/people/device.ts';
import { Registration } from '../../entities/people/registration.ts';
import type { CommandDeps } from '../command-deps.ts';
import { recordEvent } from '../events/record-event.ts';
import { originOf } from '../request-origin.ts';
import { removeProfile } from '../users/disconnect-registration.ts';
import { tellWorkflows } from '../users/open-work.ts';
import type { OpenWork } from '../users/open-work.ts';
import type { ProfileAction } from '../users/profile.ts';

export interface DeviceDeletion {
  deviceId: string;
  /** The event about the device itself. */
  deleted: ProfileAction;
  /** The event about each user that is disconnected with it. */
  disconnected: ProfileAction;
  /** Looks at the users before they are disconnected, while nobody can be added: throws to leave all as it is. */
  check?: (userIds: string[]) => void;
}

/**
 * Deletes an installation and the OAuth client it is, and disconnects all its users; their open transactions end as
 * `cancelled` and their sites are told. The app registers as a new client when it is used again. One transaction, with
 * an event for the device and one for each user; twice is once.
 * @returns the users that were disconnected, or undefined when there is no such device.
 */
export async function deleteDevice(deps: Pick<CommandDeps, 'em' | 'clock' | 'cancelTransaction' | 'endPushEnrollment'>, deletion: DeviceDeletion): Promise<string[] | undefined> {
  const { deviceId: id, deleted, disconnected } = deletion;
  const done = await deps.em().transactional(async (em) => {
    const now = deps.clock();
    // A user who is being connected holds a key-share lock on this row: whoever comes second waits.
    const device = await em.findOne(Device, { id }, { lockMode: LockMode.PESSIMISTIC_WRITE });
    if (!device) return undefined;
    const profiles = await em.find(Registration, { device: id }, { orderBy: { user: 'asc' }, lockMode: LockMode.PESSIMISTIC_WRITE });
    const userIds = profiles.map(({ user }) => user);
    deletion.check?.(userIds);
    const removed: OpenWork[] = [];
    for (const profile of profiles) removed.push(await removeProfile(em, profile, disconnected, now));
    await em.nativeDelete(Device, { id });
    recordEvent(em, { name: deleted.event, occurredAt: now, ...originOf(deleted.origin), subjectId: id, detail: deleted.detail ?? null });
    return { userIds, transactionIds: removed.flatMap((work) => work.transactionIds), enrollmentIds: removed.flatMap((work) => work.enrollmentIds) };
  });
  if (done) await tellWorkflows(deps, done);
  return done?.userIds;
}
