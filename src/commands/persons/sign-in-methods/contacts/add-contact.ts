import { readEmailAddress } from '../../../../domain/persons/contacts/email-address.ts';
import { parsePhoneNumber } from '../../../../domain/persons/contacts/phone-number.ts';
import { contactTypes } from '../../../../domain/persons/sign-in-methods/enrollment-rules.ts';
import type { ContactChannel, ContactType } from '../../../../domain/persons/sign-in-methods/enrollment-rules.ts';
import { joiningTransaction } from '../../../../database/joined-transaction.ts';
import { timeOrderedId } from '../../../../entities/columns/id.ts';
import { SignInMethod } from '../../../../entities/persons/sign-in-method.ts';
import { CountersignError } from '../../../../errors/countersign-error.ts';
import type { CommandDeps } from '../../../command-deps.ts';
import type { RequestOrigin } from '../../../events/request-origin.ts';
import { changeLocked } from '../../profile/lock-person.ts';
import type { ContactCodes } from './contact-codes.ts';
import { addWaiting, openWaiting, proofEnd } from './contact-proof.ts';
import type { WaitingRow } from './contact-proof.ts';
import { checkContactLimit, contactsOfType } from './store-contact.ts';

export type ContactDeps = Pick<CommandDeps, 'em' | 'clock' | 'keyring'> & { contactCodes: ContactCodes };

/** An address or a number as it was typed, and how the code is to go there. */
export type TypedContact =
  | { type: 'email'; email: string }
  | { type: 'phone'; phone: string; channel: Exclude<ContactChannel, 'email'> };

interface NewContact {
  personId: string;
  contact: TypedContact;
  name?: string | undefined;
  /** The contact whose place it takes once it is verified. */
  replaces?: string | undefined;
  /** Language of the message with the code. */
  locale: string;
  origin: RequestOrigin;
}

/** A contact to which a code is on its way. */
export interface PendingContact {
  id: string;
  type: ContactType;
  expiresAt: Date;
  channel: ContactChannel;
  destination: string;
}

/**
 * Begins to add an e-mail address or a phone number, or to put one in the place of another: sends a code there. Whether it is another
 * person's is not told before the code was typed.
 * @throws CountersignError `email_invalid`, `phone_number_invalid`, `send_limit_reached`, `method_limit`, `method_unknown` for a contact
 *   that is to be replaced and is not there, `message_not_sent`, `person_not_found`
 */
export async function addContact(
  deps: ContactDeps,
  { personId, contact, name = undefined, replaces = undefined, locale, origin }: NewContact,
): Promise<PendingContact> {
  const read = readContact(contact);
  const now = deps.clock();
  const id = timeOrderedId(now.getTime());
  const pending = { id, expiresAt: proofEnd(now), ...read };
  const { channel, destination, expiresAt } = pending;
  const code = await deps.contactCodes.prepare({ id, personId, channel, destination, locale, expiresAt, origin });
  await changeLocked(deps, { userId: personId, origin }, async (em) => {
    const { type } = read;
    await em.nativeDelete(SignInMethod, { person: personId, status: 'pending', dueAt: { $lte: now } });
    const own = await contactsOfType(em, personId, type);
    const replaced = own.find((row) => row.id === replaces && row.verifiedAt);
    if (replaces !== undefined && !replaced) throw new CountersignError('method_unknown');
    const rows = await em.find(SignInMethod, { person: personId, type, status: 'pending' });
    const waiting = rows
      .map((row) => openWaiting(deps.keyring, row as WaitingRow))
      .filter(({ purpose }) => purpose === 'add');
    checkContactLimit(type, own.length - (replaced ? 1 : 0), waiting.length);
    const wanted = { ...{ id, type, channel, destination }, name: name ?? null, contactId: replaces ?? null };
    addWaiting(em, deps.keyring, { personId, now, waiting: { ...wanted, purpose: 'add' } });
    await em.flush();
    await joiningTransaction(em, () => code.write());
  });
  await sendOrWithdraw(deps, id, () => code.send());
  return pending;
}

/** Sends a code; a row whose code is not sent does not stay. */
export async function sendOrWithdraw(
  deps: Pick<CommandDeps, 'em'>,
  id: string,
  send: () => Promise<void>,
): Promise<void> {
  await send().catch(async (error: unknown) => {
    await deps.em().nativeDelete(SignInMethod, { id, type: { $in: [...contactTypes] }, status: 'pending' });
    throw error;
  });
}

function readContact(contact: TypedContact): { type: ContactType; channel: ContactChannel; destination: string } {
  if (contact.type === 'email') {
    const email = readEmailAddress(contact.email);
    if (!email) throw new CountersignError('email_invalid', { extra: { parameter: 'email' } });
    return { type: 'email', channel: 'email', destination: email.address };
  }
  const destination = parsePhoneNumber(contact.phone);
  if (!destination) throw new CountersignError('phone_number_invalid', { extra: { parameter: 'phone_number' } });
  return { type: 'phone', channel: contact.channel, destination };
}
