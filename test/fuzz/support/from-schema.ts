import fc from 'fast-check';
import { hostileValue } from './hostile.ts';
import type { Random } from './random.ts';

/** The part of JSON Schema that the document uses. */
export interface Schema {
  type?: string | string[];
  const?: unknown;
  enum?: unknown[];
  anyOf?: Schema[];
  oneOf?: Schema[];
  allOf?: Schema[];
  properties?: Record<string, Schema>;
  required?: string[];
  additionalProperties?: Schema | boolean;
  propertyNames?: Schema;
  items?: Schema;
  minItems?: number;
  maxItems?: number;
  minLength?: number;
  maxLength?: number;
  minimum?: number;
  maximum?: number;
  pattern?: string;
  format?: string;
}

/** Values that exist on the server, by the name of the field that contains them. */
export type Known = (name: string, random: Random) => unknown;

/** A value that the schema usually allows; content that a schema cannot express, such as a key, is random. */
export function valueOf(schema: Schema, random: Random, known: Known, name = ''): unknown {
  const named = random.chance(0.5) ? known(name, random) : undefined;
  if (named !== undefined) return named;
  if ('const' in schema) return schema.const;
  if (schema.enum) return random.pick(schema.enum);
  const options = schema.anyOf ?? schema.oneOf;
  if (options) return valueOf(random.pick(options), random, known, name);
  if (schema.allOf) return Object.assign({}, ...schema.allOf.map((part) => valueOf(part, random, known, name)));
  const type = Array.isArray(schema.type) ? random.pick(schema.type) : schema.type;
  switch (type) {
    case 'string':
      return textOf(schema, random);
    case 'integer':
      return wholeNumber(schema, random);
    case 'number':
      return random.chance(0.5) ? wholeNumber(schema, random) : (schema.minimum ?? 0) + random.next();
    case 'boolean':
      return random.chance(0.5);
    case 'null':
      return null;
    case 'array':
      return Array.from({ length: random.pick([schema.minItems ?? 0, 1, Math.min(schema.maxItems ?? 3, 3)]) }, () =>
        valueOf(schema.items ?? {}, random, known, name),
      );
    case 'object':
      return objectOf(schema, random, known);
    default:
      return hostileValue(random);
  }
}

function objectOf(
  { properties = {}, required = [], additionalProperties, propertyNames }: Schema,
  random: Random,
  known: Known,
): Record<string, unknown> {
  const chosen = Object.entries(properties).filter(([name]) => required.includes(name) || random.chance(0.4));
  const named = chosen.map(([name, schema]) => [name, valueOf(schema, random, known, name)]);
  const more =
    typeof additionalProperties === 'object'
      ? Array.from({ length: random.below(3) }, () => [
          textOf(propertyNames ?? {}, random),
          valueOf(additionalProperties, random, known),
        ])
      : [];
  return Object.fromEntries([...named, ...more]) as Record<string, unknown>;
}

function wholeNumber({ minimum = -5, maximum = 1_000_000 }: Schema, random: Random): number {
  return random.pick([
    minimum,
    maximum,
    minimum + 1,
    minimum + random.below(Math.max(1, Math.min(100, maximum - minimum))),
  ]);
}

const samples: Record<string, (random: Random) => string> = {
  uuid: (random) => `${hex(random, 8)}-${hex(random, 4)}-4${hex(random, 3)}-a${hex(random, 3)}-${hex(random, 12)}`,
  'date-time': (random) => new Date(random.below(2 ** 31) * 1000).toISOString(),
};

function hex(random: Random, length: number): string {
  return Array.from({ length }, () => random.below(16).toString(16)).join('');
}

const patterns = new Map<string, fc.Arbitrary<string> | undefined>();

function textOf({ format, pattern, minLength = 0, maxLength = 40 }: Schema, random: Random): string {
  const sample = format && samples[format];
  if (sample) return sample(random);
  const arbitrary = pattern && matching(pattern);
  if (arbitrary) return fc.sample(arbitrary, { seed: random.below(2 ** 31), numRuns: 1 })[0] as string;
  const length = random.pick([minLength, maxLength, minLength + 1, Math.min(maxLength, 12)]);
  const letters = random.pick(['abcdefghij', 'aZ09-._', 'é日👍 a', 'x y\tz']);
  return Array.from({ length: Math.min(length, 5000) }, () => random.pick([...letters]))
    .join('')
    .slice(0, length);
}

/** Some patterns are beyond what fast-check can generate from. */
function matching(pattern: string): fc.Arbitrary<string> | undefined {
  if (!patterns.has(pattern)) {
    try {
      patterns.set(pattern, fc.stringMatching(new RegExp(pattern)));
    } catch {
      patterns.set(pattern, undefined);
    }
  }
  return patterns.get(pattern);
}
