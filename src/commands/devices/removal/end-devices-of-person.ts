import { LockMode } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';
import { EnrollmentCode } from '../../../entities/devices/enrollment-code.ts';
import { Registration } from '../../../entities/devices/registration.ts';
import { joinOpenWork } from '../../removals/removals.ts';
import type { OpenWork, RemovedPerson, Removals } from '../../removals/removals.ts';
import { removeRegistration } from './disconnect-registration.ts';

/**
 * What ends on devices when a person goes: codes that would connect another phone, and what is open on the phones they have.
 * With a person who is deleted the registrations go; a person who is disabled keeps them for when they are enabled again.
 */
export async function endDevicesOfPerson(
  em: EntityManager,
  person: RemovedPerson,
  now: Date,
  removals: Removals,
): Promise<OpenWork> {
  const { userId, removal } = person;
  await em.nativeDelete(EnrollmentCode, { userId });
  const registrations = await em.find(
    Registration,
    { user: userId },
    { orderBy: { id: 'asc' }, lockMode: LockMode.PESSIMISTIC_WRITE },
  );
  const event = person.agentUser ? 'ADMIN USER REVOKED' : 'API DEVICE REMOVED FOR ONE PROFILE';
  const action = { origin: person, event, detail: 'person_deleted' } as const;
  const works: OpenWork[] = [];
  for (const registration of registrations)
    works.push(
      removal === 'deleted'
        ? await removeRegistration(em, removals, { registration, action, now, isTold: false })
        : await removals.end(em, 'access', { ...person, registrationId: registration.id }, now),
    );
  return joinOpenWork(...works);
}
