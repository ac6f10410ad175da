import type { Context } from 'koa';
import { z } from 'zod';
import type { FieldRefusal } from '../../domain/configuration/field-refusal.ts';
import { CountersignError } from '../../errors/countersign-error.ts';
import { identifier } from '../text.ts';

/** Entries of one page of a list (contract/end-user.md section 6). */
export const pageSize = 100;

/** `?page=`: the first is 0. */
export const pageQuery = z.object({ page: z.coerce.number().int().min(0).max(1_000_000).default(0) });

/** Text that an operator gives something to know it by. */
export const nameText = identifier(128).refine((name) => name.trim() === name);

/** A schema whose refusals say why; `guard` passes the reason on. */
export function checked<Schema extends z.ZodType>(schema: Schema, check: (value: z.output<Schema>) => FieldRefusal | undefined) {
  return schema.superRefine((value, context) => {
    const refusal = check(value as z.output<Schema>);
    if (refusal) context.addIssue({ code: 'custom', message: refusal.message, params: { reason: refusal.code } });
  });
}

/** An absolute `https:` URL (or `http:`, where that is allowed) without credentials or fragment, in visible ASCII. */
export function webUrl(options: { http: boolean }) {
  return checked(z.string().max(2048), (text) => {
    const url = /^[\x21-\x7e]+$/.test(text) ? URL.parse(text) : null;
    if (!url || !['https:', 'http:'].includes(url.protocol) || url.username || url.password || text.includes('#')) return { code: 'invalid_url', message: 'This is not a web address, or has credentials or a fragment in it.' };
    return url.protocol === 'http:' && !options.http ? { code: 'invalid_url', message: 'The address has to begin with https://.' } : undefined;
  });
}

/** A list in its published form. */
export const resultOf = <Entry extends z.ZodType>(entry: Entry) => z.object({ result: z.array(entry) });

/** Parameters of the query that ask for one page. */
export const pageOf = (page: number) => ({ limit: pageSize, offset: page * pageSize });

/** Where the surface is. */
export const configurationBase = '/oauth/api/v1/configuration';

/**
 * An id of ours in a path.
 * @throws CountersignError `not_found` for what cannot be one.
 */
export function idOf(text: string): string {
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text)) throw new CountersignError('not_found');
  return text;
}

/** What the caller saw of what it wants to change, if it says so. */
export function ifMatchOf(context: Context): string | undefined {
  return context.get('if-match') || undefined;
}
