import { runApart } from '../../../database/prepared-statement.ts';
import { readEmailAddress } from '../../../domain/persons/contacts/email-address.ts';
import type { CommandDeps } from '../../command-deps.ts';

/** Unknown and known take one query. */
const findPerson = `select coalesce(
    (select person_id from person_email where address_key = $1),
    (select id from person where username_key = $2)) as "personId"`;

/** No address and no username has one, and PostgreSQL takes no text with a NUL. */
const controls = /\p{Cc}/u;

/** What a person types to say who they are, in the form in which it is compared. */
export function foldIdentifier(identifier: string): string {
  const trimmed = identifier.trim();
  return readEmailAddress(trimmed)?.key ?? trimmed.toLowerCase();
}

/** The person who has an e-mail address or a username; undefined when it is no person's. */
export async function findByIdentifier(deps: Pick<CommandDeps, 'em'>, identifier: string): Promise<string | undefined> {
  const typed = foldIdentifier(identifier);
  const folded = controls.test(typed) ? '' : typed;
  const [row] = await runApart<{ personId: string | null }>(deps, { sql: findPerson, parameters: [folded, folded] });
  return row?.personId ?? undefined;
}
