import { LockMode } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';
import type { EventName } from '../../domain/events/event-catalogue.ts';
import { Registration } from '../../entities/people/registration.ts';
import type { RequestOrigin } from '../request-origin.ts';

/** One user on one device, by its own id or by the two. */
export type ProfileTarget = { registrationId: string } | { userId: string; deviceId: string };

/** Who does something to a profile, and the event that tells of it; its subject is the device. */
export interface ProfileAction {
  origin: RequestOrigin;
  event: EventName;
  /** A code or a reason, never personal data. */
  detail?: string | null;
}

/** Finds a profile and keeps everybody else from changing it until the transaction ends. Unknown is undefined. */
export async function lockProfile(em: EntityManager, target: ProfileTarget): Promise<Registration | undefined> {
  const where = 'registrationId' in target ? { id: target.registrationId } : { user: target.userId, device: target.deviceId };
  return (await em.findOne(Registration, where, { lockMode: LockMode.PESSIMISTIC_WRITE })) ?? undefined;
}
