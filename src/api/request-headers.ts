import { z } from 'zod';

/** A header that a route reads, for the API reference. */
export interface RequestHeader {
  name: string;
  description: string;
  required: boolean;
  schema: z.ZodType;
}

/** `Idempotency-Key`: 1 to 255 visible ASCII characters. */
export const idempotencyKey = z.string().regex(/^[\x21-\x7e]{1,255}$/);

export const idempotencyKeyHeader: RequestHeader = {
  name: 'Idempotency-Key',
  description: 'Makes it safe to repeat the request when its answer was lost: the same key with the same request gets the first answer again, with another request 409.',
  required: false,
  schema: idempotencyKey,
};

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
  description: 'The `users_digest` of the users that were shown, in quotes: 428 without it, 412 when others are on the device now.',
  required: true,
  schema: z.string().regex(/^"[\w-]{1,64}"$/),
};
