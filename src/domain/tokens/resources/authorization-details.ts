import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';

/** A type of `authorization_details` that a protected resource has declared (RFC 9396 section 2). */
export interface DetailType {
  type: string;
  /** What it allows, for the people who are asked. */
  description: string | null;
  /** JSON schema of one object of this type. */
  schema: Record<string, unknown>;
}

/** One object of `authorization_details`. */
export type AuthorizationDetail = { type: string } & Record<string, unknown>;

/** A value of a detail, as people are shown it. */
export interface DetailField {
  label: string;
  value: string;
}

/** More than this no person reads, and no phone shows. */
const most = { fields: 20, value: 200 };

const compiled = new WeakMap<object, z.ZodType>();

/** Why a JSON schema cannot be used; undefined: it can. */
export function checkDetailSchema(schema: Record<string, unknown>): string | undefined {
  if (schema['type'] !== 'object') return 'Send the JSON schema of an object.';
  try {
    compile(schema);
    return undefined;
  } catch {
    return 'This is no JSON schema that can be checked here.';
  }
}

function compile(schema: Record<string, unknown>): z.ZodType {
  const known = compiled.get(schema) ?? z.fromJSONSchema(schema as Parameters<typeof z.fromJSONSchema>[0]);
  compiled.set(schema, known);
  return known;
}

/** Whether an object is as its type was declared, and no longer than people can be shown. */
export function isOfType({ type, schema }: DetailType, detail: AuthorizationDetail): boolean {
  if (detail.type !== type || !compile(schema).safeParse(detail).success) return false;
  const fields = fieldsOf({ type, schema, description: null }, detail);
  return fields.length <= most.fields && fields.every(({ value }) => value.length <= most.value);
}

/**
 * The values of a detail with their names: the `title` of the schema, else the name of the member. Every value is shown, because every value is
 * allowed. Names of members inside one another are joined.
 */
export function fieldsOf({ schema }: DetailType, { type: _type, ...detail }: AuthorizationDetail): DetailField[] {
  return Object.entries(detail).flatMap(([name, value]) =>
    fieldOf(value, labelOf(schema, name), schemaOf(schema, name)),
  );
}

function fieldOf(value: unknown, label: string, schema: unknown): DetailField[] {
  if (Array.isArray(value) && value.every((entry) => typeof entry !== 'object'))
    return [{ label, value: value.map(String).join(', ') }];
  if (typeof value !== 'object' || value === null) return [{ label, value: plain(String(value)) }];
  return Object.entries(value).flatMap(([name, inner]) =>
    fieldOf(inner, `${label} / ${labelOf(schema, name)}`, schemaOf(schema, name)),
  );
}

/** Nothing in a value hides or turns round a part of what is shown. */
function plain(text: string): string {
  return text.replaceAll(/[\p{C}\p{Zl}\p{Zp}]/gu, ' ');
}

function schemaOf(schema: unknown, name: string): unknown {
  const { properties } = (schema ?? {}) as { properties?: Record<string, unknown> };
  return properties && Object.hasOwn(properties, name) ? properties[name] : undefined;
}

function labelOf(schema: unknown, name: string): string {
  const { title } = (schemaOf(schema, name) ?? {}) as { title?: unknown };
  return typeof title === 'string' && title !== '' ? title : plain(name);
}

/** What the phone shows: a line for each value. */
export function linesOf(fields: readonly DetailField[]): string {
  return fields.map(({ label, value }) => `${label}: ${value}`).join('\n');
}

/** The details that were asked for, if all of them were granted; undefined: one was not. */
export function narrow(
  granted: readonly AuthorizationDetail[],
  asked: readonly AuthorizationDetail[],
): AuthorizationDetail[] | undefined {
  const isGranted = (one: AuthorizationDetail) => granted.some((other) => isDeepStrictEqual(one, other));
  return asked.every(isGranted) ? [...asked] : undefined;
}
