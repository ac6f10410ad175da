import { z } from 'zod';

/** A JSON Schema of draft 2020-12, as in OpenAPI 3.1. */
export type JsonSchema = z.core.JSONSchema.JSONSchema;

/** Schema of the input, before transformations. */
export function schemaOfInput(schema: z.ZodType): JsonSchema {
  return tidy(z.toJSONSchema(schema, { ...options, io: 'input' }));
}

/** Schema of the output. */
export function schemaOfOutput(schema: z.ZodType): JsonSchema {
  return tidy(z.toJSONSchema(schema, { ...options, io: 'output' }));
}

const options = {
  unrepresentable: 'any',
  // Omit the bounds of safe integers: every integer has them.
  override({ jsonSchema }) {
    if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
    if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
    leaveOutEmpty(jsonSchema);
  },
} satisfies z.core.ToJSONSchemaParams;

/** Removes the empty text from the allowed values: it only means "not sent". */
function leaveOutEmpty(schema: z.core.JSONSchema.BaseSchema): void {
  const [value, empty, ...more] = schema.anyOf ?? [];
  if (value === undefined || empty?.const !== '' || more.length > 0) return;
  delete schema.anyOf;
  Object.assign(schema, value, schema.description === undefined ? {} : { description: schema.description });
}

function tidy({ $schema: _, ...schema }: JsonSchema): JsonSchema {
  return schema;
}
