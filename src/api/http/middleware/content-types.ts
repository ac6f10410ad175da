import type { Middleware } from 'koa';
import { CountersignError } from '../../../errors/countersign-error.ts';

const accepted = {
  form: 'application/x-www-form-urlencoded',
  json: 'application/json',
  file: 'multipart/form-data',
};

export type BodyFormat = keyof typeof accepted;

/**
 * Refuses a body in a format that the surface does not read, and compressed ones: no client needs them, and inflating comes
 * before the caller is known. No body passes.
 */
export function contentTypes(reads: readonly BodyFormat[]): Middleware {
  const types = reads.map((format) => accepted[format]);
  return async (context, next) => {
    const hasBody =
      context.request.length !== undefined ? context.request.length > 0 : context.get('transfer-encoding') !== '';
    const isEncoded = !['', 'identity'].includes(context.get('content-encoding').toLowerCase());
    if (hasBody && (isEncoded || !context.is(...types))) throw new CountersignError('unsupported_media_type');
    await next();
  };
}
