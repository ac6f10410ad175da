import type { Context } from 'koa';
import { z } from 'zod';
import { CountersignError } from '../../errors/countersign-error.ts';

const messageId = z.uuid();

/**
 * The `Message-Id` of a request that changes something. The app repeats it in retries, so that a retry after a lost answer does not act twice.
 * @returns the id in lower case.
 * @throws CountersignError `invalid_request` when it is missing or no UUID.
 */
export function messageIdOf(context: Context): string {
  const parsed = messageId.safeParse(context.get('message-id'));
  if (!parsed.success) throw new CountersignError('invalid_request', { extra: { parameter: 'Message-Id' } });
  return parsed.data.toLowerCase();
}
