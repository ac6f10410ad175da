import { askedPhoneParts } from '../../../domain/persons/contacts/phone-parts.ts';
import { parsePhoneNumber } from '../../../domain/persons/contacts/phone-number.ts';
import { searchWords } from '../../../domain/persons/search/search-words.ts';
import type {
  Comparison,
  FilterAttribute,
  FilterOperator,
  PersonFilter,
} from '../../../domain/persons/search/person-filter.ts';
import type { Statement } from '../../../database/prepared-statement.ts';
import type { Keyring } from '../../../security/keyring.ts';
import { hashPhoneNumber, hashPhonePart, hashReference } from '../profile/blind-index.ts';

const never: Statement = { sql: 'false', parameters: [] };

/** Columns of `person p` that text is compared with, in lower case. */
const textColumns: Partial<Record<FilterAttribute, string>> = {
  username: 'p.username_key',
  displayname: 'lower(p.display_name)',
  'name.givenname': 'lower(p.given_name)',
  'name.familyname': 'lower(p.family_name)',
  locale: 'lower(p.locale)',
  timezone: 'lower(p.zone)',
};
/** Attributes whose text is a part of what people are searched by, so that its index narrows them down. */
const searched: readonly FilterAttribute[] = ['username', 'displayname', 'name.givenname', 'name.familyname', 'emails'];
const timeColumns: Partial<Record<FilterAttribute, string>> = {
  'meta.created': 'p.registered_at',
  'meta.lastmodified': 'p.changed_at',
};
const signs = { gt: '>', ge: '>=', lt: '<', le: '<=', eq: '=' } as const;

/** A condition on `person p`: names of columns are of this file, and all that came from a caller is a parameter. */
export function filterStatement(keyring: Keyring, filter: PersonFilter): Statement {
  if ('all' in filter)
    return join(
      ' and ',
      filter.all.map((one) => filterStatement(keyring, one)),
    );
  if ('any' in filter)
    return join(
      ' or ',
      filter.any.map((one) => filterStatement(keyring, one)),
    );
  if ('not' in filter) return negate(filterStatement(keyring, filter.not));
  if (filter.operator === 'ne') return negate(compare(keyring, { ...filter, operator: 'eq' }));
  return compare(keyring, filter);
}

/** Text that is contained in a column, letter by letter. */
export function contains(column: string, text: string): Statement {
  return matches(column, 'co', text);
}

function matches(column: string, operator: FilterOperator, text: string): Statement {
  if (operator === 'eq') return { sql: `${column} = ?`, parameters: [text] };
  const escaped = text.replaceAll(/[\\%_]/g, String.raw`\$&`);
  const pattern = `${operator === 'sw' ? '' : '%'}${escaped}${operator === 'ew' ? '' : '%'}`;
  return { sql: `${column} like ?`, parameters: [pattern] };
}

export function join(word: ' and ' | ' or ', parts: readonly Statement[]): Statement {
  return {
    sql: `(${parts.map(({ sql }) => sql).join(word)})`,
    parameters: parts.flatMap(({ parameters }) => parameters),
  };
}

/** What is not known to be so is not so: without it `not` of an absent value would be neither. */
function negate({ sql, parameters }: Statement): Statement {
  return { sql: `not coalesce(${sql}, false)`, parameters };
}

function compare(keyring: Keyring, comparison: Comparison): Statement {
  const { attribute, operator, value } = comparison;
  const time = timeColumns[attribute];
  if (time !== undefined) return compareTime(time, operator, value as Date | undefined);
  if (attribute === 'active') return { sql: `(p.status = 'active') = ?`, parameters: [value] };
  if (attribute === 'status') return { sql: 'p.status = ?', parameters: [(value as string).toLowerCase()] };
  if (attribute === 'phonenumbers') return comparePhone(keyring, operator, value as string | undefined);
  if (attribute === 'externalid')
    return value === undefined
      ? { sql: 'p.reference_hash is not null', parameters: [] }
      : { sql: 'p.reference_hash = ?', parameters: [hashReference(keyring, value as string)] };
  return narrowed(comparison, compareText(comparison));
}

function compareTime(column: string, operator: FilterOperator, value: Date | undefined): Statement {
  if (value === undefined) return { sql: `${column} is not null`, parameters: [] };
  return {
    sql: `${column} ${signs[operator as keyof typeof signs]} ?::timestamptz`,
    parameters: [value.toISOString()],
  };
}

function comparePhone(keyring: Keyring, operator: FilterOperator, value: string | undefined): Statement {
  const some = (condition: string) => `exists (select from person_phone n where n.person_id = p.id${condition})`;
  if (value === undefined) return { sql: some(''), parameters: [] };
  if (operator === 'eq') {
    const number = parsePhoneNumber(value);
    return number ? { sql: some(' and n.number_hash = ?'), parameters: [hashPhoneNumber(keyring, number)] } : never;
  }
  const parts = askedPhoneParts(value).filter((part) => part.startsWith('-') === (operator === 'ew'));
  return parts.length === 0
    ? never
    : {
        sql: "p.phone_parts && string_to_array(?, ' ')",
        parameters: [parts.map((part) => hashPhonePart(keyring, part)).join(' ')],
      };
}

function compareText({ attribute, operator, value }: Comparison): Statement {
  if (attribute === 'id') {
    if (value === undefined) return { sql: 'true', parameters: [] };
    return matches('p.id', operator, value as string);
  }
  if (attribute === 'emails') {
    const some = (condition: string) => `exists (select from person_email e where e.person_id = p.id${condition})`;
    if (value === undefined) return { sql: some(''), parameters: [] };
    const { sql, parameters } = matches('e.address_key', operator, (value as string).toLowerCase());
    return { sql: some(` and ${sql}`), parameters };
  }
  const column = textColumns[attribute] as string;
  if (value === undefined) return { sql: `${column} is not null`, parameters: [] };
  return matches(column, operator, (value as string).toLowerCase());
}

/** The same condition with one that follows from it and has an index. */
function narrowed({ attribute, value }: Comparison, condition: Statement): Statement {
  if (value === undefined || !searched.includes(attribute)) return condition;
  const words = searchWords(value as string).filter(({ place }) => place === 'anywhere');
  const implied = words.map(({ word }) => contains('p.search_text', word));
  return join(' and ', [condition, ...implied]);
}
