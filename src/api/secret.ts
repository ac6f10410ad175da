import type { z } from 'zod';

/** Marks a field that can only be written: the reference says so. Put it outermost, or the mark is lost. */
export function secret<Schema extends z.ZodType>(schema: Schema): Schema {
  return schema.meta({ writeOnly: true });
}
