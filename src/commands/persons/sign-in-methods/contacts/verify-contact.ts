import { SignInMethod } from '../../../../entities/persons/sign-in-method.ts';
import { CountersignError } from '../../../../errors/countersign-error.ts';
import { recordEvent } from '../../../events/record-event.ts';
import { originOf } from '../../../events/request-origin.ts';
import type { RequestOrigin } from '../../../events/request-origin.ts';
import { changeMethods } from '../changes/change-methods.ts';
import type { ChangeDeps } from '../changes/change-methods.ts';
import type { ContactDeps } from './add-contact.ts';
import { countContactTry } from './contact-proof.ts';
import { storeContact } from './store-contact.ts';

interface TypedCode {
  personId: string;
  methodId: string;
  code: string;
  origin: RequestOrigin;
}

/**
 * Makes an address or a number a contact of the person, by the code that was sent there. One that replaces another takes it away in the
 * same transaction. Of racing right codes one wins.
 * @returns false for a row that is none of a contact, too old or has no try left.
 * @throws CountersignError `code_wrong`, `already_in_use`, `method_limit`, `method_unknown`, `slow_down` after too many guesses
 */
export async function verifyContact(
  deps: ContactDeps & ChangeDeps,
  { personId, methodId, code, origin }: TypedCode,
): Promise<boolean> {
  const counted = await countContactTry(deps, { personId, id: methodId });
  if (counted?.waiting.purpose !== 'add') return false;
  const { waiting, attemptsLeft } = counted;
  if (!deps.contactCodes.isRight(methodId, code))
    throw new CountersignError('code_wrong', { extra: { attempts_left: attemptsLeft } });
  await counted.settle();
  await changeMethods(deps, { userId: personId, origin }, async ({ em, person, now, takeFormer, tell }) => {
    const taken = await em.nativeDelete(SignInMethod, { id: methodId, person: personId, status: 'pending' });
    if (taken === 0) throw new CountersignError('method_unknown');
    const { id, type, destination, name, contactId: replaces } = waiting;
    const former = replaces ? await takeFormer(replaces) : undefined;
    await storeContact(em, deps.keyring, person, { id, type, destination, name, replaces, now });
    person.revision += 1;
    person.changedAt = now;
    const event = replaces ? 'METHOD CHANGED' : 'METHOD ADDED';
    const about = { userId: personId, subjectId: id, detail: type };
    recordEvent(em, { name: event, occurredAt: now, ...originOf(origin), ...about });
    await tell({ kind: former ? 'replaced' : 'added', type, methodId: id, name, destination, former });
  });
  return true;
}
