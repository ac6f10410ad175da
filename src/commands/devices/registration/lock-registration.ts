import { LockMode } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';
import type { EventName } from '../../../domain/events/event-catalogue.ts';
import { Registration } from '../../../entities/devices/registration.ts';
import type { RequestOrigin } from '../../events/request-origin.ts';

/** One user on one device, by its own id or by the two. */
export type RegistrationTarget = { registrationId: string } | { userId: string; deviceId: string };

/** Actor of a change of a registration, and its event, whose subject is the device. */
export interface RegistrationAction {
  origin: RequestOrigin;
  event: EventName;
  /** A code or a reason, never personal data. */
  detail?: string | null;
}

/** Finds a registration and locks it until the transaction ends; undefined when it is unknown. */
export async function lockRegistration(
  em: EntityManager,
  target: RegistrationTarget,
): Promise<Registration | undefined> {
  const where =
    'registrationId' in target ? { id: target.registrationId } : { user: target.userId, device: target.deviceId };
  return (await em.findOne(Registration, where, { lockMode: LockMode.PESSIMISTIC_WRITE })) ?? undefined;
}
