import type { Middleware } from 'koa';
import { CountersignError } from '../../../errors/countersign-error.ts';
import { isReadableAddress } from '../form.ts';

/** Refuses an address whose escapes are no UTF-8: the router would take them as they stand, for another user's name. */
export const checkAddress: Middleware = async (context, next) => {
  for (const [parameter, text] of [
    ['path', context.path],
    ['query', context.querystring],
  ] as const)
    if (!isReadableAddress(text)) throw new CountersignError('malformed_text', { extra: { parameter } });
  await next();
};
