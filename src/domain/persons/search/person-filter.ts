import type { Filter, LogExp, NotFilter } from 'scim2-parse-filter';
import { parseFilter, tokenizer, Tokens } from 'scim2-parse-filter/lib/src/parser.js';

/** Characters of a filter, and comparisons in one. */
const [longest, mostComparisons] = [1000, 20];

const textOperators = ['eq', 'ne', 'co', 'sw', 'ew', 'pr'] as const;
const exactOperators = ['eq', 'ne', 'pr'] as const;
const timeOperators = ['eq', 'ne', 'gt', 'ge', 'lt', 'le', 'pr'] as const;
const choiceOperators = ['eq', 'ne'] as const;

export type FilterOperator = (typeof textOperators | typeof timeOperators)[number];
type Kind = 'text' | 'time' | 'boolean';

/** What can be asked for, by SCIM's name in lower case (RFC 7643); `status` is ours. Nothing else reaches the database. */
const attributes = {
  id: { kind: 'text', operators: textOperators },
  username: { kind: 'text', operators: textOperators },
  displayname: { kind: 'text', operators: textOperators },
  'name.givenname': { kind: 'text', operators: textOperators },
  'name.familyname': { kind: 'text', operators: textOperators },
  emails: { kind: 'text', operators: textOperators },
  phonenumbers: { kind: 'text', operators: ['eq', 'ne', 'sw', 'ew', 'pr'] },
  externalid: { kind: 'text', operators: exactOperators },
  locale: { kind: 'text', operators: textOperators },
  timezone: { kind: 'text', operators: textOperators },
  status: { kind: 'text', operators: choiceOperators },
  active: { kind: 'boolean', operators: choiceOperators },
  'meta.created': { kind: 'time', operators: timeOperators },
  'meta.lastmodified': { kind: 'time', operators: timeOperators },
} as const satisfies Record<string, { kind: Kind; operators: readonly FilterOperator[] }>;

export type FilterAttribute = keyof typeof attributes;
/** Other names of them. */
const synonyms: ReadonlyMap<string, FilterAttribute> = new Map([
  ['emails.value', 'emails'],
  ['phonenumbers.value', 'phonenumbers'],
  ['preferredlanguage', 'locale'],
]);

export interface Comparison {
  operator: FilterOperator;
  attribute: FilterAttribute;
  /** Of the kind of the attribute, a time as a `Date`; undefined for `pr`. */
  value: string | boolean | Date | undefined;
}

/** A filter that was understood: a tree of comparisons. */
export type PersonFilter =
  | { all: readonly PersonFilter[] }
  | { any: readonly PersonFilter[] }
  | { not: PersonFilter }
  | Comparison;

/** Where a filter was not understood: characters from its beginning. */
export interface FilterFault {
  position: number;
}

/** Reads a filter in SCIM's grammar (RFC 7644 section 3.4.2.2), as far as people can be asked for by it. */
export function readPersonFilter(text: string): PersonFilter | FilterFault {
  // A line break makes the library's expression for texts try every way to read it: 2^n of n.
  const unreadable = text.search(/[\p{Cc}\p{Cs}]/u);
  if (unreadable >= 0) return { position: unreadable };
  if (text.length > longest) return { position: longest };
  const lexemes = splitLexemes(text);
  const positionOf = (index: number) => lexemes[index]?.position ?? text.length;
  let tokens: Tokens;
  try {
    tokens = new Tokens(tokenizer(text));
  } catch {
    return { position: lexemes.at(-1)?.end ?? 0 };
  }
  try {
    const tree = parseFilter(tokens);
    if (tokens.peek().type !== 'EOT') return { position: positionOf(tokens.i) };
    return understand(tree, { text, left: mostComparisons });
  } catch {
    return { position: positionOf(Math.max(0, tokens.i - 1)) };
  }
}

/** Whether a filter was not understood. */
export function isFault(filter: PersonFilter | FilterFault): filter is FilterFault {
  return 'position' in filter;
}

interface Reading {
  text: string;
  /** Comparisons that may still come. */
  left: number;
}

function understand(tree: Filter, reading: Reading): PersonFilter | FilterFault {
  if (tree.op === 'and' || tree.op === 'or') {
    const parts: PersonFilter[] = [];
    for (const one of tree.filters) {
      const part = understand(one, reading);
      if (isFault(part)) return part;
      parts.push(part);
    }
    return tree.op === 'and' ? { all: parts } : { any: parts };
  }
  if (tree.op === 'not') {
    const part = understand(tree.filter, reading);
    return isFault(part) ? part : { not: part };
  }
  return compare(tree as Exclude<Filter, LogExp | NotFilter>, reading);
}

/** What else the library makes of a text, such as a filter within a value, is none of ours. */
function compare(tree: Exclude<Filter, LogExp | NotFilter>, reading: Reading): Comparison | FilterFault {
  const path = String(tree.attrPath ?? '');
  const fault = { position: Math.max(0, reading.text.indexOf(path)) };
  reading.left -= 1;
  const name = path.toLowerCase();
  const attribute = synonyms.get(name) ?? (Object.hasOwn(attributes, name) ? (name as FilterAttribute) : undefined);
  if (attribute === undefined || reading.left < 0) return fault;
  const { kind, operators } = attributes[attribute];
  const operator = (operators as readonly string[]).find((one) => one === tree.op) as FilterOperator | undefined;
  if (operator === undefined) return fault;
  if (operator === 'pr') return { operator, attribute, value: undefined };
  const value = readValue(kind, 'compValue' in tree ? tree.compValue : null);
  return value === undefined ? fault : { operator, attribute, value };
}

function readValue(kind: Kind, value: unknown): string | boolean | Date | undefined {
  if (kind === 'boolean') return typeof value === 'boolean' ? value : undefined;
  if (typeof value !== 'string' || value === '') return undefined;
  if (kind === 'text') return value;
  const time = /^\d{4}-\d{2}-\d{2}T[\d:.]+(Z|[+-]\d{2}:\d{2})$/.test(value) ? new Date(value) : undefined;
  return time && !Number.isNaN(time.getTime()) ? time : undefined;
}

/** Where each part of a filter stands, for telling where one is wrong: the library does not say. */
function splitLexemes(text: string): { position: number; end: number }[] {
  const lexemes: { position: number; end: number }[] = [];
  const lexeme = /\s*("(?:[^"\\]|\\.)*"|[[(\])]\.?|[\w.:/%+-]+)/y;
  for (let found = lexeme.exec(text); found; found = lexeme.exec(text)) {
    const part = found[1] as string;
    lexemes.push({ position: lexeme.lastIndex - part.length, end: lexeme.lastIndex });
  }
  return lexemes;
}
