import { runApart } from '../../../database/prepared-statement.ts';
import { readEmailAddress } from '../../../domain/persons/contacts/email-address.ts';
import { parsePhoneNumber } from '../../../domain/persons/contacts/phone-number.ts';
import type { CommandDeps } from '../../command-deps.ts';
import { hashPhoneNumber } from '../../persons/profile/blind-index.ts';

/**
 * Known and unknown take one query. An address or a number counts once its person has proven it: a person who writes another person's into
 * their profile must not be asked in their place. A number that several people have proven is that of none.
 */
const findPerson = `
  select p.id from person p
   where p.status = 'active' and (
         p.id = $1
      or p.id = (select person_id from person_email where address_key = $2 and verified_at is not null)
      or p.id = (select min(person_id) from person_phone where number_hash = $3 and verified_at is not null having count(*) = 1))
   limit 2`;

/** Nothing with such a character is an id, and PostgreSQL takes no text with a NUL. */
const controls = /\p{Cc}/u;

/** The active person whom a `login_hint` names: by user id, e-mail address or E.164 number; undefined when it names none, or two. */
export async function findHintedPerson(
  deps: Pick<CommandDeps, 'em' | 'keyring'>,
  hint: string,
): Promise<string | undefined> {
  const typed = controls.test(hint) ? '' : hint;
  const email = readEmailAddress(typed)?.key ?? '';
  const phone = hashPhoneNumber(deps.keyring, parsePhoneNumber(typed) ?? '');
  const rows = await runApart<{ id: string }>(deps, { sql: findPerson, parameters: [typed, email, phone] });
  return rows.length === 1 ? rows[0]?.id : undefined;
}
