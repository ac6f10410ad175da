import { z } from 'zod';

/** A JSON Schema of the 2020-12 draft, which is what OpenAPI 3.1 speaks. */
export type JsonSchema = z.core.JSONSchema.JSONSchema;

/** What a caller may send. What becomes of it is our business. */
export function schemaOfInput(schema: z.ZodType): JsonSchema {
  return tidy(z.toJSONSchema(schema, { ...options, io: 'input' }));
}

/** What a caller is answered. */
export function schemaOfOutput(schema: z.ZodType): JsonSchema {
  return tidy(z.toJSONSchema(schema, { ...options, io: 'output' }));
}

const options = {
  unrepresentable: 'any',
  // What every whole number in JavaScript is within says nothing of this one.
  override({ jsonSchema }) {
    if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
    if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
  },
} satisfies z.core.ToJSONSchemaParams;

function tidy({ $schema: _, ...schema }: JsonSchema): JsonSchema {
  return schema;
}
