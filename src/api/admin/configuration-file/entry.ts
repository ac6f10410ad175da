import { isDeepStrictEqual } from 'node:util';

/** One resource as a file has it. */
export type Entry = Readonly<Record<string, unknown>>;

/**
 * Stands for a secret, which is written and never read. No field takes it as a value: where a record of texts is allowed, `true` is no
 * text.
 */
export const withheld = { $secret: true } as const;

/** Whether a value of a file stands for a secret that is not in it. */
export function isWithheld(value: unknown): boolean {
  return isDeepStrictEqual(value, withheld);
}

/** What a file has of one resource, compared with what is configured. */
export interface Comparison {
  /** Fields to be written. */
  written: Entry;
  /** Secrets that are neither in the file nor configured. */
  missing: string[];
}

/**
 * The fields of an entry that differ from what is configured. A field that the file leaves out stays; so does a secret that is withheld.
 * @param stored as it is exported; undefined when it is new.
 */
export function compareEntry(entry: Entry, stored: Entry | undefined): Comparison {
  const fields = Object.entries(entry);
  const known = ([name]: [string, unknown]) => (stored && Object.hasOwn(stored, name) ? stored[name] : undefined);
  const missing = fields.filter((field) => isWithheld(field[1]) && !isWithheld(known(field))).map(([name]) => name);
  const written = fields.filter((field) => !isWithheld(field[1]) && !isDeepStrictEqual(field[1], known(field)));
  return { written: Object.fromEntries(written), missing };
}

/** Names of the fields in which two states of one resource differ. */
export function differingFields(before: Entry, after: Entry): string[] {
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...names].filter((name) => !isDeepStrictEqual(before[name], after[name])).toSorted();
}

/** The named fields of an entry, those that it has. */
export function pick(entry: Entry, names: readonly string[]): Entry {
  return Object.fromEntries(names.filter((name) => Object.hasOwn(entry, name)).map((name) => [name, entry[name]]));
}

/** An entry without the named fields. */
export function without(entry: Entry, names: readonly string[]): Entry {
  return Object.fromEntries(Object.entries(entry).filter(([name]) => !names.includes(name)));
}
