import { LockMode } from '@mikro-orm/core';
import { Registration } from '../../../entities/devices/registration.ts';
import type { OwnPhones } from '../../persons/sign-in-methods/changes/own-phones.ts';
import { noOpenWork } from '../../removals/removals.ts';
import type { Removals } from '../../removals/removals.ts';
import { removeRegistration } from './disconnect-registration.ts';

/** What undoing a change of sign-in methods does to phones. */
export function createOwnPhones(removals: Removals): OwnPhones {
  return {
    async disconnect(em, { personId, registrationId, origin }, now) {
      const which = { id: registrationId, user: personId };
      const registration = await em.findOne(Registration, which, { lockMode: LockMode.PESSIMISTIC_WRITE });
      if (!registration) return noOpenWork;
      const action = { origin, event: 'METHOD REMOVED', detail: 'countersign' } as const;
      return removeRegistration(em, removals, { registration, action, now, isTold: false });
    },
    async keep(em, { personId, registrationId }) {
      const which = { id: registrationId, user: personId, removalDueAt: { $ne: null } };
      return (await em.nativeUpdate(Registration, which, { removalDueAt: null })) > 0;
    },
  };
}
