import type { JsonSchema } from '../json-schema.ts';

type Schema = JsonSchema & { $ref?: string };

/** A type in a few words, such as `array of text (uuid)`. */
export function describeType(schema: Schema): string {
  if (schema.$ref) return 'a refusal';
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(' or ');
  const options = (schema.anyOf ?? schema.oneOf) as Schema[] | undefined;
  if (options) return [...new Set(options.map(describeType))].join(' or ');
  const types = Array.isArray(schema.type) ? (schema.type as string[]) : [schema.type ?? 'anything'];
  return types.map((type) => describeOne(type, schema)).join(' or ');
}

const words: Record<string, string> = { string: 'text', integer: 'whole number', boolean: 'true or false', object: 'object', null: 'null' };

function describeOne(type: string, schema: Schema): string {
  if (type === 'array') return `list of ${describeType((schema.items ?? {}) as Schema)}`;
  const word = words[type] ?? type;
  return type === 'string' && schema.format ? `${word} (${schema.format})` : word;
}

/** What it is bound by besides its type. */
export function describeLimits(schema: Schema): string[] {
  const options = (schema.anyOf ?? schema.oneOf) as Schema[] | undefined;
  if (options) return [...new Set(options.flatMap(describeLimits))];
  const { minimum, maximum, minLength, maxLength, maxItems, pattern, default: usual, format } = schema;
  return [
    ...(minimum !== undefined || maximum !== undefined ? [`${minimum ?? '…'} to ${maximum ?? '…'}`] : []),
    ...(maxLength !== undefined ? [minLength ? `${minLength} to ${maxLength} characters` : `at most ${maxLength} characters`] : []),
    ...(maxItems !== undefined ? [`at most ${maxItems}`] : []),
    ...(pattern !== undefined && !format && pattern.length < 80 ? [`matches ${pattern}`] : []),
    ...(usual !== undefined ? [`default ${JSON.stringify(usual)}`] : []),
  ];
}

export interface Field {
  name: string;
  schema: Schema;
  isRequired: boolean;
  /** 0 = at the top. */
  depth: number;
}

/** How deep fields are shown. */
const deepest = 3;

/** The fields of an object and of the objects in it, in the order in which they are read. */
export function fieldsOf(schema: Schema, depth = 0): Field[] {
  if (depth > deepest) return [];
  const options = (schema.anyOf ?? schema.oneOf ?? schema.allOf) as Schema[] | undefined;
  if (options) return options.flatMap((option) => fieldsOf(option, depth));
  if (schema.type === 'array') return fieldsOf((schema.items ?? {}) as Schema, depth);
  const required = schema.required ?? [];
  return Object.entries(schema.properties ?? {}).flatMap(([name, property]) => [
    { name, schema: property as Schema, isRequired: required.includes(name), depth },
    ...fieldsOf(property as Schema, depth + 1),
  ]);
}
