import type { EntityManager } from '@mikro-orm/postgresql';
import { columnsOf } from '../../../database/entity-columns.ts';
import { runApart, runStatement } from '../../../database/prepared-statement.ts';
import { readEmailAddress } from '../../../domain/persons/contacts/email-address.ts';
import type { PersonProfile } from '../../../domain/persons/profile/profile.ts';
import { openInRow } from '../../../entities/columns/row-bound.ts';
import { PersonEmail } from '../../../entities/persons/person-email.ts';
import { PersonPhone } from '../../../entities/persons/person-phone.ts';
import { Person } from '../../../entities/persons/person.ts';
import { CountersignError } from '../../../errors/countersign-error.ts';
import type { Keyring } from '../../../security/keyring.ts';
import type { CommandDeps } from '../../command-deps.ts';
import { openDetails } from './person-columns.ts';

type Deps = Pick<CommandDeps, 'em' | 'keyring'>;

type WantedContacts = Record<'emails' | 'phones', boolean>;

/** The profile of a user, opened; undefined for one who has none. */
export async function findPerson(deps: Deps, userId: string): Promise<PersonProfile | undefined> {
  const em = deps.em();
  const person = await em.findOne(Person, { user: userId });
  return person ? open(em, deps.keyring, person, { emails: true, phones: true }) : undefined;
}

/**
 * The same by one prepared statement and one for each kind of contacts that is wanted; without it there are none. Of a unit of work that
 * changes people it does not see what was not flushed.
 */
export async function readPerson(
  deps: Deps,
  userId: string,
  wanted: WantedContacts,
): Promise<PersonProfile | undefined> {
  const em = deps.em();
  const { select, read } = columnsOf(em, Person, 'p');
  const sql = `select ${select} from person p where p.id = ?`;
  const [row] = await runStatement(em, { sql, parameters: [userId] });
  const person = row && read(row);
  return person ? open(em, deps.keyring, person, wanted) : undefined;
}

/**
 * The id of the person whose e-mail address it is, whether primary or not; undefined when it is no person's.
 * @throws CountersignError `email_invalid`
 */
export async function findPersonIdByEmail(deps: Pick<CommandDeps, 'em'>, text: string): Promise<string | undefined> {
  const email = readEmailAddress(text);
  if (!email) throw new CountersignError('email_invalid', { extra: { parameter: 'email' } });
  const row = await deps.em().findOne(PersonEmail, { addressKey: email.key });
  return row?.person;
}

/**
 * The id of the person whom an identifier names at sign-in: one of their e-mail addresses, or their username, in any case; undefined
 * when it names no person. Known or not, it is the same query.
 */
export async function findPersonIdByIdentifier(
  deps: Pick<CommandDeps, 'em'>,
  text: string,
): Promise<string | undefined> {
  const key = text.trim().toLowerCase();
  const rows = await runApart<{ id: string }>(deps, {
    sql: `select person_id as id from person_email where address_key = ? union all select id from person where username_key = ?`,
    parameters: [readEmailAddress(text.trim())?.key ?? key, key],
  });
  return rows[0]?.id;
}

async function open(
  em: EntityManager,
  keyring: Keyring,
  person: Person,
  wanted: WantedContacts,
): Promise<PersonProfile> {
  const where = { person: person.user };
  const order = { orderBy: { isPrimary: 'desc', id: 'asc' } } as const;
  const emails = wanted.emails ? await em.find(PersonEmail, where, order) : [];
  const phones = wanted.phones ? await em.find(PersonPhone, where, order) : [];
  const reason = person.statusReason;
  return {
    ...openDetails(keyring, person),
    id: person.user,
    status: person.status,
    statusReason: reason ? openInRow(keyring, 'person.status_reason', person.user, reason) : null,
    emails: emails.map((row) => presentContact(row, row.address)),
    phones: phones.map((row) =>
      presentContact(row, openInRow(keyring, 'person_phone.number', person.user, row.number)),
    ),
    revision: person.revision,
    registeredAt: person.registeredAt,
    changedAt: person.changedAt,
  };
}

function presentContact({ isPrimary, tag, verifiedAt }: PersonEmail | PersonPhone, value: string) {
  return { value, isPrimary, tag: tag ?? null, verifiedAt: verifiedAt ?? null };
}
