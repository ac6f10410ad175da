import { z } from 'zod';
import type { Section } from './sections/section.ts';

const flag = z.enum(['true', 'false']).default('false');

/** One resource. The API that changes it validates its fields. */
const entry = z.record(z.string(), z.unknown());
const format = z.literal(1).describe('Form of the file.');

/** Most resources of one kind in a file. */
const mostEntries = 5000;

/** The file as it is exported: sections that the caller may not read are left out. */
export function exportedFile(sections: readonly Section[]) {
  return z.object({ format, ...membersOf(sections) });
}

/** The same as it is imported: a section that is left out stays as it is. */
export function importedFile(sections: readonly Section[]) {
  return z.strictObject({ format: format.optional(), ...membersOf(sections) });
}

function membersOf(sections: readonly Section[]): Record<string, z.ZodType> {
  return Object.fromEntries(
    sections.map(({ name, isSingle, describes }) => {
      const schema = isSingle ? entry.nullable() : z.array(entry).max(mostEntries);
      return [name, schema.optional().describe(describes)];
    }),
  );
}

export const importQuery = z.strictObject({
  dry_run: flag.describe('`true`: everything is checked and nothing is changed.'),
  remove_others: flag.describe(
    '`true`: of the kinds in the file, what it does not hold is deleted. It takes the `ETag` of what was read, in `If-Match`.',
  ),
});

export const importResult = z.object({
  dry_run: z.boolean().describe('Whether nothing was changed.'),
  changes: z
    .array(
      z.object({
        section: z.string().describe('Member of the file.'),
        id: z.string().describe('What it is found by: its name, id, identifier or address.'),
        action: z.enum(['create', 'change', 'delete']).describe('What is done to it.'),
        fields: z.array(z.string()).describe('Fields that change.'),
        before: entry.nullable().describe('These fields before; all fields of what is deleted; null of what is new.'),
        after: entry.nullable().describe('These fields after; all fields of what is new; null of what is deleted.'),
        needs_secret: z.boolean().describe('A client that is new and has no secret yet: make one.'),
      }),
    )
    .describe('What was changed, or would be. Empty: the configuration is what the file says.'),
});
