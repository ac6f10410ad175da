import { epoch } from '../../../database/epoch.ts';
import type { Statement } from '../../../database/prepared-statement.ts';
import { askedPhoneParts } from '../../../domain/persons/contacts/phone-parts.ts';
import { shownName } from '../../../domain/persons/profile/profile.ts';
import { foldText } from '../../../domain/persons/search/fold-text.ts';
import type { PersonFilter } from '../../../domain/persons/search/person-filter.ts';
import { searchWords } from '../../../domain/persons/search/search-words.ts';
import type { PersonSource, PersonStatus } from '../../../domain/persons/status.ts';
import type { HubRole } from '../../../domain/persons/roles/hub-roles.ts';
import type { SignInMethodType } from '../../../domain/persons/sign-in-methods/status.ts';
import { openInRow } from '../../../entities/columns/row-bound.ts';
import type { CommandDeps } from '../../command-deps.ts';
import { hashPhonePart } from '../profile/blind-index.ts';
import { contains, filterStatement, join } from './filter-statement.ts';

/** By what people are listed; a hyphen turns it around. */
export const personSorts = [
  'registered_at',
  '-registered_at',
  'display_name',
  '-display_name',
  'last_seen_at',
  '-last_seen_at',
] as const;
export type PersonSort = (typeof personSorts)[number];

/** Which people an operator looks for; what is left out does not matter. */
export interface PersonQuestion {
  q?: string | undefined;
  status?: PersonStatus | undefined;
  registeredAfter?: Date | undefined;
  registeredBefore?: Date | undefined;
  /** Who was never seen counts by when they became known. */
  lastSeenBefore?: Date | undefined;
  filter?: PersonFilter | undefined;
  role?: HubRole | undefined;
  hasMethod?: SignInMethodType | undefined;
}

/** A person in a list. */
export interface ListedPerson {
  id: string;
  username: string | null;
  displayName: string | null;
  email: string | null;
  phoneNumber: string | null;
  status: PersonStatus;
  /** Epoch milliseconds. */
  registeredAt: number;
  /** Epoch milliseconds, exact to some minutes; null: never. */
  lastSeenAt: number | null;
  source: PersonSource;
  roles: HubRole[];
  /** Types of the sign-in methods that they have, each once. */
  methods: SignInMethodType[];
  /** Whether a phone of theirs is enrolled for push. */
  hasPhone: boolean;
  /** The value that the list is sorted by. */
  sortValue: string;
}

/** Where a page ended. */
export interface PersonPosition {
  sortValue: string;
  id: string;
}

type Deps = Pick<CommandDeps, 'em' | 'keyring'>;
type Row = Omit<ListedPerson, 'phoneNumber' | 'displayName'> & {
  number: Buffer | null;
  givenName: string | null;
  familyName: string | null;
  displayName: string | null;
};

/** When a person was seen last, or else became known: the expression of the index `user_account_last_seen`. */
const seenOrKnown = 'coalesce(u.last_seen_at, u.created_at)';
const seenPeople = 'person p join user_account u on u.id = p.id';

const sortColumns = {
  registered_at: {
    ...{ people: 'person p', id: 'p.id' },
    column: 'p.registered_at',
    value: `${epoch('p.registered_at')}::text`,
    read: `to_timestamp(?::float8 / 1000)`,
  },
  display_name: { people: 'person p', id: 'p.id', column: 'p.sort_name', value: 'p.sort_name', read: '?' },
  last_seen_at: {
    ...{ people: seenPeople, id: 'u.id' },
    column: seenOrKnown,
    value: `${epoch(seenOrKnown)}::text`,
    read: `to_timestamp(?::float8 / 1000)`,
  },
} as const;
/** People that are shown when none is what was asked for. */
const mostSimilar = 20;

/** Types of the sign-in methods of `person p` that are verified. */
const methodsOfPerson = `
    select m.type from sign_in_method m where m.person_id = p.id and m.status <> 'pending'
    union select 'email' from person_email e where e.person_id = p.id and e.verified_at is not null
    union select 'phone' from person_phone n where n.person_id = p.id and n.verified_at is not null`;

/** People by what is asked of them, a page of them. */
export async function findPersons(
  deps: Deps,
  question: PersonQuestion,
  page: { sort: PersonSort; limit: number; after?: PersonPosition | undefined },
): Promise<ListedPerson[]> {
  const isDown = page.sort.startsWith('-');
  const { people, id, column, value, read } = sortColumns[page.sort.replace('-', '') as keyof typeof sortColumns];
  const conditions = conditionsOf(deps, question);
  if (page.after)
    conditions.push({
      sql: `(${column}, ${id}) ${isDown ? '<' : '>'} (${read}, ?)`,
      parameters: [page.after.sortValue, page.after.id],
    });
  const direction = isDown ? 'desc' : 'asc';
  const order = `${column} ${direction}, ${id} ${direction}`;
  return select(deps, {
    people: question.lastSeenBefore ? seenPeople : people,
    value,
    where: whereOf(conditions),
    order,
    limit: page.limit,
  });
}

/** How many people there are of whom that is so. */
export async function countPersons(deps: Deps, question: PersonQuestion): Promise<number> {
  const { sql, parameters } = whereOf(conditionsOf(deps, question));
  const [row] = await deps
    .em()
    .execute<{ count: number }[]>(`select count(*)::int as count from ${peopleOf(question)} ${sql}`, parameters);
  return row?.count ?? 0;
}

/** People whose names, username or addresses are like what was written, the most alike first: for who mistyped. */
export async function findSimilarPersons(
  deps: Deps,
  question: PersonQuestion & { q: string },
): Promise<ListedPerson[]> {
  const text = foldText(question.q);
  const { q: _, ...others } = question;
  const where = whereOf([{ sql: '? <% p.search_text', parameters: [text] }, ...conditionsOf(deps, others)]);
  const order = { sql: '? <<-> p.search_text, p.id', parameters: [text] };
  const { value } = sortColumns.display_name;
  return select(deps, { people: peopleOf(question), value, where, order, limit: mostSimilar });
}

interface Selection {
  /** The tables that are asked. */
  people: string;
  value: string;
  where: Statement;
  order: string | Statement;
  limit: number;
}

/** PostgreSQL asks for the contacts after it has cut the page, so they cost the page alone. */
async function select(
  { em, keyring }: Deps,
  { people, value, where, order, limit }: Selection,
): Promise<ListedPerson[]> {
  const by = typeof order === 'string' ? { sql: order, parameters: [] } : order;
  const rows = await em().execute<Row[]>(
    `select p.id, p.username, p.display_name as "displayName", p.given_name as "givenName", p.family_name as "familyName", p.status,
            ${epoch('p.registered_at')} as "registeredAt", ${value} as "sortValue", p.source,
            (select ${epoch('s.last_seen_at')} from user_account s where s.id = p.id) as "lastSeenAt",
            array(select r.role from role_assignment r where r.person_id = p.id order by r.role) as roles,
            array(select t.type from (${methodsOfPerson}) t order by t.type) as methods,
            coalesce((select true from registration r join push_enrollment e on e.registration_id = r.id
                       where r.user_id = p.id and e.status = 'enrolled' limit 1), false) as "hasPhone",
            (select e.address from person_email e where e.person_id = p.id and e.is_primary) as email,
            (select n.number from person_phone n where n.person_id = p.id and n.is_primary) as number
       from ${people} ${where.sql} order by ${by.sql} limit ?`,
    [...where.parameters, ...by.parameters, limit],
  );
  return rows.map(({ number, givenName, familyName, ...row }) => ({
    ...row,
    displayName: shownName({ displayName: row.displayName, givenName, familyName }),
    phoneNumber: number && openInRow(keyring, 'person_phone.number', row.id, number),
  }));
}

function peopleOf({ lastSeenBefore }: PersonQuestion): string {
  return lastSeenBefore ? seenPeople : 'person p';
}

function whereOf(conditions: readonly Statement[]): Statement {
  if (conditions.length === 0) return { sql: '', parameters: [] };
  const { sql, parameters } = join(' and ', conditions);
  return { sql: `where ${sql}`, parameters };
}

function conditionsOf(
  { keyring }: Pick<Deps, 'keyring'>,
  { q, status, registeredAfter, registeredBefore, lastSeenBefore, filter, role, hasMethod }: PersonQuestion,
): Statement[] {
  return [
    ...(q === undefined ? [] : [searchStatement(keyring, q)]),
    ...(status === undefined ? [] : [{ sql: 'p.status = ?', parameters: [status] }]),
    ...(registeredAfter ? [{ sql: 'p.registered_at >= ?', parameters: [registeredAfter] }] : []),
    ...(registeredBefore ? [{ sql: 'p.registered_at < ?', parameters: [registeredBefore] }] : []),
    ...(lastSeenBefore ? [{ sql: `${seenOrKnown} < ?`, parameters: [lastSeenBefore] }] : []),
    ...(filter ? [filterStatement(keyring, filter)] : []),
    ...(role === undefined
      ? []
      : [{ sql: `p.id in (select person_id from role_assignment where role = ?)`, parameters: [role] }]),
    ...(hasMethod === undefined
      ? []
      : [{ sql: `exists (select from (${methodsOfPerson}) t where t.type = ?)`, parameters: [hasMethod] }]),
  ];
}

/** All words of it, or a phone number that begins or ends so. */
function searchStatement(keyring: CommandDeps['keyring'], q: string): Statement {
  const words = searchWords(q).map(({ word, place }) =>
    contains('p.search_text', place === 'anywhere' ? word : ` ${word}`),
  );
  const parts = askedPhoneParts(q).map((part) => hashPhonePart(keyring, part));
  const inText = join(' and ', words);
  return parts.length === 0
    ? inText
    : join(' or ', [inText, { sql: `p.phone_parts && string_to_array(?, ' ')`, parameters: [parts.join(' ')] }]);
}
