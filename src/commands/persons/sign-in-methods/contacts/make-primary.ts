import { CountersignError } from '../../../../errors/countersign-error.ts';
import { recordEvent } from '../../../events/record-event.ts';
import { originOf } from '../../../events/request-origin.ts';
import { changeMethods } from '../changes/change-methods.ts';
import type { ChangeDeps } from '../changes/change-methods.ts';
import type { AskedMethod } from '../removal/change-method.ts';
import { findContacts } from './find-contact.ts';
import { choosePrimary } from './store-contact.ts';

/**
 * Makes a verified address or number the one that is used first. What is chosen already stays so without a trace.
 * @throws CountersignError `method_unknown` for an id that is no verified contact's of the person
 */
export async function makeContactPrimary(deps: ChangeDeps, { personId, methodId, origin }: AskedMethod): Promise<void> {
  await changeMethods(deps, { userId: personId, origin }, async ({ em, person, now, takeFormer, tell }) => {
    const contacts = await findContacts(em, deps.keyring, personId);
    const chosen = contacts.find(({ id }) => id === methodId);
    if (!chosen) throw new CountersignError('method_unknown');
    if (chosen.isPrimary) return;
    const { type, name, destination } = chosen;
    const before = contacts.find((contact) => contact.type === type && contact.isPrimary);
    const former = before && (await takeFormer(before.id));
    await choosePrimary(em, { personId, id: methodId, type });
    person.revision += 1;
    person.changedAt = now;
    const about = { userId: personId, subjectId: methodId, detail: type };
    recordEvent(em, { name: 'METHOD MADE PRIMARY', occurredAt: now, ...originOf(origin), ...about });
    await tell({ kind: 'made_primary', type, methodId, name, destination, former });
  });
}
