import { z } from 'zod';
import { authenticatorName } from '../../../domain/authenticators/authenticator-name.ts';

export const authenticatorParams = z.object({ name: z.string().regex(authenticatorName) });
/** A JWK: which members it must have is the key's business. */
export const authenticatorBody = z.strictObject({ public_key: z.record(z.string().max(32), z.unknown()) });

export const authenticatorList = z.object({
  authenticators: z.array(z.object({ name: z.string(), created_at: z.string() })),
  max_pin_attempts: z.number(),
  attempts_left: z.number().optional(),
});
