import { LockMode } from '@mikro-orm/core';
import type { JournalEntry } from '../../../domain/action-tokens/journal.ts';
import { PersonEmail } from '../../../entities/persons/person-email.ts';
import { Person } from '../../../entities/persons/person.ts';
import { endFlowsOfPerson } from '../../authentication/flow/end-flows-of-person.ts';
import { recordEvent } from '../../events/record-event.ts';
import { endTokensOfPerson } from '../../tokens/end-tokens-of-person.ts';
import { openContent } from '../token-value.ts';
import type { ActionSteps, LockedUse, UseDeps } from './perform-action.ts';

/** Activates a person. By mail, the address that the token went to is verified with it. */
export const activation: ActionSteps = {
  async perform(deps, use) {
    const { em, token, now, requestId } = use;
    const { person: userId, id: subjectId } = token;
    const person = await em.findOne(Person, { user: userId }, { lockMode: LockMode.PESSIMISTIC_WRITE });
    if (!person) return { failed: 'person_not_found' };
    if (person.status !== 'inactive') return { failed: 'person_not_inactive' };
    const { parameters } = openContent(deps.keyring, token);
    Object.assign(person, { status: 'active', activatedBy: token.id, revision: person.revision + 1, changedAt: now });
    const email = await verifyEmail(deps, use);
    const detail = parameters.PERSON_ACTIVATION?.['activation_method'] ?? null;
    recordEvent(em, { name: 'PERSON ACTIVATED', occurredAt: now, requestId, userId, subjectId, detail });
    return { done: email ? { email } : {} };
  },
  async undo(_deps, { em, token, now, requestId }, { email }) {
    const { person: userId, id: subjectId } = token;
    const person = await em.findOne(Person, { user: userId }, { lockMode: LockMode.PESSIMISTIC_WRITE });
    // A change of the status since then counts: it is another one's.
    if (person?.status !== 'active' || person.activatedBy !== token.id) return;
    Object.assign(person, { status: 'inactive', activatedBy: null, revision: person.revision + 1, changedAt: now });
    if (email) {
      const untouched = { id: email.id, verifiedAt: new Date(email.verifiedAt) };
      await em.nativeUpdate(PersonEmail, untouched, { verifiedAt: null, verifiedBy: null });
    }
    // Who signed in by another way meanwhile is not activated any more.
    const removed = { userId, removal: 'disabled', requestId } as const;
    await endTokensOfPerson(em, removed, now);
    await endFlowsOfPerson(em, removed);
    recordEvent(em, { name: 'PERSON ACTIVATION UNDONE', occurredAt: now, requestId, userId, subjectId });
  },
};

/** @returns the address that is verified by this; undefined: none is, or it was before. */
async function verifyEmail({ keyring }: UseDeps, { em, token, now }: LockedUse): Promise<JournalEntry['email']> {
  const { email } = openContent(keyring, token);
  if (!email) return undefined;
  const row = await em.findOne(PersonEmail, { person: token.person, addressKey: email.key, verifiedAt: null });
  if (!row) return undefined;
  // A mail of ours came there; that of a site is vouched for by the site.
  Object.assign(row, { verifiedAt: now, verifiedBy: email.isOurs ? 'code' : 'api_client' });
  return { id: row.id, verifiedAt: now.toISOString() };
}
