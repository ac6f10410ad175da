import type { Field } from './json-schema.ts';

/** What a control holds: text as it is typed, a flag, chosen values, or the values of a group. */
export type FormValue = string | boolean | string[] | FormValues | FormValues[];
export interface FormValues {
  [name: string]: FormValue;
}

type Json = Record<string, unknown>;

/** What the controls hold for something as the API answers it; for something new, `answer` holds what is usual. */
export function valuesOf(fields: readonly Field[], answer: Json): FormValues {
  return Object.fromEntries(fields.map((field) => [field.name, valueOf(field, answer[field.name])]));
}

function valueOf(field: Field, answered: unknown): FormValue {
  const isGiven = answered !== undefined && answered !== null && !field.isSecret;
  switch (field.kind) {
    case 'flag':
      return isGiven && answered === true;
    case 'choices':
      return isGiven ? (answered as string[]) : [];
    case 'lines':
      return isGiven ? (answered as string[]).join('\n') : '';
    case 'pairs':
      return isGiven ? writePairs(answered as Json) : '';
    case 'group':
      return valuesOf(field.fields, isGiven ? (answered as Json) : {});
    case 'groups':
      return isGiven ? (answered as Json[]).map((each) => valuesOf(field.fields, each)) : [];
    case 'json':
      return isGiven ? JSON.stringify(answered, null, 2) : '';
    case 'text':
    case 'area':
    case 'number':
    case 'choice':
      return isGiven ? String(answered) : '';
  }
}

function writePairs(pairs: Record<string, unknown>): string {
  return Object.entries(pairs)
    .map(([name, text]) => `${name}: ${String(text)}`)
    .join('\n');
}

/** What the API gets for what a control holds; undefined for nothing. A secret that is `false` is to be removed. */
export function jsonOf(field: Field, value: FormValue): unknown {
  if (field.isSecret && value === false) return null;
  switch (field.kind) {
    case 'flag':
    case 'choices':
      return value;
    case 'lines':
      return linesOf(value as string);
    case 'group': {
      const group = bodyOf(field.fields, value as FormValues);
      return Object.keys(group).length > 0 ? group : undefined;
    }
    case 'groups':
      return (value as FormValues[]).map((each) => bodyOf(field.fields, each));
    case 'number':
      return value === '' ? undefined : Number(value);
    case 'pairs':
      return value === '' ? undefined : readPairs(value as string, field.hasNumbers);
    case 'json':
      return value === '' ? undefined : readJson(value as string);
    case 'text':
    case 'area':
    case 'choice':
      return value === '' ? undefined : value;
  }
}

const linesOf = (text: string) =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');

/** A number that is none is left as it is typed, for the API to refuse. */
const numberOf = (text: string): unknown => (/^-?\d+$/.test(text) ? Number(text) : text);

function readPairs(text: string, hasNumbers: boolean): Record<string, unknown> {
  const pairs = linesOf(text).map((line) => /^([^:\s]+)\s*:\s*(.*)$/.exec(line));
  return Object.fromEntries(
    pairs.map((pair) => [pair?.[1] ?? '', hasNumbers ? numberOf(pair?.[2] ?? '') : (pair?.[2] ?? '')]),
  );
}

/** Some fields take a text besides, such as a certificate: what is no JSON is one. */
function readJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}

/** The body that creates something: what is empty is left out, or null where it has to be said. */
export function bodyOf(fields: readonly Field[], values: FormValues): Json {
  const given = fields
    .map((field) => [field, jsonOf(field, values[field.name] ?? '') ?? nothingNeeded(field)] as const)
    .filter(([field, json]) => json !== undefined && (field.isRequired || !isEmptyList(json)));
  return Object.fromEntries(given.map(([{ name }, json]) => [name, json]));
}

const nothingNeeded = ({ isRequired, isNullable }: Field) => (isRequired && isNullable ? null : undefined);

const isEmptyList = (json: unknown) => Array.isArray(json) && json.length === 0;

/** What differs from what was there before: the body of a change. */
export function changesOf(fields: readonly Field[], values: FormValues, before: FormValues): Json {
  const changed = changedFields(fields, values, before).map((field) => {
    const json = jsonOf(field, values[field.name] ?? '');
    return [field.name, json === undefined ? nothingOf(field) : json] as const;
  });
  return Object.fromEntries(changed);
}

export function changedFields(fields: readonly Field[], values: FormValues, before: FormValues): Field[] {
  const textOf = (field: Field, from: FormValues) => JSON.stringify(jsonOf(field, from[field.name] ?? ''));
  return fields.filter((field) => textOf(field, values) !== textOf(field, before));
}

function nothingOf({ isNullable, kind }: Field): unknown {
  if (isNullable) return null;
  return kind === 'group' || kind === 'pairs' ? {} : '';
}
