import type { EntityManager } from '@mikro-orm/postgresql';
import { tellOfChange } from '../../persons/sign-in-methods/changes/change-methods.ts';
import type { ChangeDeps } from '../../persons/sign-in-methods/changes/change-methods.ts';
import type { WrittenMail } from '../../persons/sign-in-methods/changes/method-mails.ts';
import type { RemovalEntry, RemovedRegistration } from '../../removals/removals.ts';

const ofRegistration = `
  select d.name, exists (select from push_enrollment p where p.registration_id = r.id and p.status = 'enrolled') as "isMethod"
    from registration r join device d on d.id = r.device_id where r.id = ?`;

/**
 * Entry of the registry of removals: a person is told when a phone of theirs is connected no longer, or signs them in no longer, by whatever
 * caller. It stands before the entries that end what it asks for.
 */
export function phoneMails(deps: ChangeDeps): RemovalEntry {
  const tell = async (
    em: EntityManager,
    { registrationId, userId, isTold, requestId }: RemovedRegistration,
    { now, isMethod }: { now: Date; isMethod: boolean },
  ): Promise<string[]> => {
    if (isTold === false) return [];
    const context = em.getTransactionContext();
    const [phone] = await em.execute<{ name: string; isMethod: boolean }[]>(
      ofRegistration,
      [registrationId],
      'all',
      context,
    );
    if (!phone || (isMethod && !phone.isMethod)) return [];
    const made = { kind: 'removed', type: 'countersign', methodId: registrationId, name: phone.name } as const;
    const mails = await tellOfChange(em, deps, { userId, now, made, origin: { requestId } });
    return mails.map((mail) => JSON.stringify(mail));
  };
  return {
    name: 'phone-mails',
    ends: {
      registration: (em, removed, now) => tell(em, removed, { now, isMethod: false }),
      push: (em, removed, now) => tell(em, removed, { now, isMethod: true }),
    },
    tell: (mail) => Promise.resolve(deps.methodMails.send([JSON.parse(mail) as WrittenMail])),
  };
}
