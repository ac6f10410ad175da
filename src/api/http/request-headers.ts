import type { Context } from 'koa';
import { z } from 'zod';
import { CountersignError } from '../../errors/countersign-error.ts';

/** A header that a route reads, for the API reference. */
export interface RequestHeader {
  name: string;
  description: string;
  required: boolean;
  schema: z.ZodType;
}

/** `Idempotency-Key`: 1 to 255 visible ASCII characters. */
const idempotencyKey = z.string().regex(/^[\x21-\x7e]{1,255}$/);

export const idempotencyKeyHeader: RequestHeader = {
  name: 'Idempotency-Key',
  description:
    'Makes it safe to repeat the request when its answer was lost: the same key with the same request gets the first answer again, with another request 409.',
  required: false,
  schema: idempotencyKey,
};

/**
 * The `Idempotency-Key` of a request; undefined when it has none.
 * @throws CountersignError `invalid_request` for one that is too long or not visible ASCII
 */
export function readIdempotencyKey(context: Pick<Context, 'get'>): string | undefined {
  const header = context.get('idempotency-key');
  if (header === '') return undefined;
  if (!idempotencyKey.safeParse(header).success)
    throw new CountersignError('invalid_request', { extra: { parameter: 'Idempotency-Key' } });
  return header;
}

export const messageIdHeader: RequestHeader = {
  name: 'Message-Id',
  description: 'Of this message: a repetition of it carries the same one and acts once.',
  required: true,
  schema: z.uuid(),
};

export const factorProofHeader: RequestHeader = {
  name: 'Factor-Proof',
  description: 'Proof by the PIN of the profile, once it has one.',
  required: false,
  schema: z.string(),
};

export const ifMatchHeader: RequestHeader = {
  name: 'If-Match',
  description: 'The `ETag` of what was read: 412 when it has been changed since.',
  required: false,
  schema: z.string(),
};

export const usersDigestHeader: RequestHeader = {
  name: 'If-Match',
  description:
    'The `users_digest` of the users that were shown, in quotes: 428 without it, 412 when others are on the device now.',
  required: true,
  schema: z.string().regex(/^"[\w-]{1,64}"$/),
};
