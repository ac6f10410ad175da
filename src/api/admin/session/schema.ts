import { z } from 'zod';
import { accesses } from '../../../domain/operators/access.ts';
import { operatorRoles } from '../../../domain/operators/roles.ts';
import { secret } from '../../secret.ts';
import { identifier } from '../../text.ts';

/** Whatever is typed; a password that is far too long is not even hashed. */
const password = secret(z.string().min(1).max(1024));

export const loginSchema = z.strictObject({ username: identifier(), password });

export const ownPasswordSchema = z.strictObject({ current_password: password, new_password: password });

export const sessionSchema = z.object({
  operator: z.object({ id: z.string(), username: z.string(), display_name: z.string(), role: z.enum(operatorRoles) }),
  /** What this operator may do. */
  access: z.array(z.enum(accesses)),
  /** RFC 3339; the session ends earlier when it lies idle. */
  expires_at: z.string(),
  idle_seconds: z.number(),
});

export const newSessionSchema = sessionSchema.extend({ token: z.string(), token_type: z.literal('Bearer') });
