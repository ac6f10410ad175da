import type { Middleware } from 'koa';
import { CountersignError } from '../../errors/countersign-error.ts';

const accepted = { form: ['application/x-www-form-urlencoded'], json: ['application/json'] };

/** Refuses a body in a format that the surface does not read. No body, or none of a named type, passes. */
export function contentTypes(reads: 'form' | 'json'): Middleware {
  return async (context, next) => {
    const hasBody = context.request.length !== undefined ? context.request.length > 0 : context.get('transfer-encoding') !== '';
    if (hasBody && !context.is(...accepted[reads])) throw new CountersignError('unsupported_media_type');
    await next();
  };
}
