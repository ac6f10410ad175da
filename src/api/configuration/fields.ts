import type { Context } from 'koa';
import { z } from 'zod';
import type { FieldRefusal } from '../../domain/configuration/field-refusal.ts';
import type { RequestOrigin } from '../../commands/events/request-origin.ts';
import { readWebAddress } from '../../domain/configuration/web-address.ts';
import { CountersignError } from '../../errors/countersign-error.ts';
import { requestOriginOf } from '../http/request-origin.ts';
import { identifier } from '../http/text.ts';

/** Entries of one page of a list (contract/end-user.md section 6). */
export const pageSize = 100;

/** `?page=`: the first is 0. */
export const pageQuery = z.object({
  page: z.coerce
    .number()
    .int()
    .min(0)
    .max(1_000_000)
    .default(0)
    .describe('Number of the page, the first is 0. A page has 100 entries.'),
});

/** A name that an operator gives. */
export const nameText = identifier(128).refine((name) => name.trim() === name);

/** Adds a check with a reason to a schema; `guard` sends the reason to the caller. */
export function checked<Schema extends z.ZodType>(
  schema: Schema,
  check: (value: z.output<Schema>) => FieldRefusal | undefined,
) {
  return schema.superRefine((value, context) => {
    const refusal = check(value as z.output<Schema>);
    if (refusal) context.addIssue({ code: 'custom', message: refusal.message, params: { reason: refusal.code } });
  });
}

/** An absolute `https:` URL (or `http:`, where that is allowed) without credentials or fragment, in visible ASCII. */
export function webUrl(options: { http: boolean }) {
  return checked(z.string().max(2048), (text) => {
    const url = readWebAddress(text, options.http ? 'web' : 'secure');
    if (url instanceof URL) return undefined;
    const message =
      url === 'not_https'
        ? 'The address has to begin with https://.'
        : 'This is not a web address, or has credentials or a fragment in it.';
    return { code: 'invalid_url', message };
  });
}

/** A list in its published form. */
export const resultOf = <Entry extends z.ZodType>(entry: Entry) =>
  z.object({ result: z.array(entry).describe('The entries of the page.') });

/** Limit and offset of one page. */
export const pageOf = (page: number) => ({ limit: pageSize, offset: page * pageSize });

/** Base path of the surface. */
export const configurationBase = '/oauth/api/v1/configuration';

/**
 * A UUID in a path, in upper or lower case.
 * @throws CountersignError `not_found` for other text.
 */
export function idOf(text: string): string {
  const id = text.toLowerCase();
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id)) throw new CountersignError('not_found');
  return id;
}

/** Where a change comes from, and the tag of the row that its caller read (`If-Match`), if the caller sends one. */
export function changeOf(context: Context): { origin: RequestOrigin; ifMatch: string | undefined } {
  return { origin: requestOriginOf(context), ifMatch: context.get('if-match') || undefined };
}
