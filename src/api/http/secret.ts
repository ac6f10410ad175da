import type { z } from 'zod';

/** Marks a field as write-only in the reference. Apply it outermost, or the mark is lost. */
export function secret<Schema extends z.ZodType>(schema: Schema): Schema {
  return schema.meta({ writeOnly: true });
}
