import { z } from 'zod';
import { operatorRoles } from '../../../domain/operators/roles.ts';
import { secret } from '../../secret.ts';
import { readableText } from '../../text.ts';

/** ASCII, so that no two look the same. */
const username = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._@+-]{0,63}$/);
const displayName = readableText(128).trim().min(1);
const password = secret(z.string().min(1).max(1024));
const role = z.enum(operatorRoles);

export const newOperatorSchema = z.strictObject({ username, display_name: displayName.optional(), role, password });

export const operatorChangeSchema = z.strictObject({ display_name: displayName.optional(), role: role.optional(), disabled: z.boolean().optional(), password: password.optional() });

export const operatorIdSchema = z.object({ operator_id: z.uuid().toLowerCase() });

export const operatorSchema = z.object({
  id: z.string(),
  username: z.string(),
  display_name: z.string(),
  role,
  disabled: z.boolean(),
  created_at: z.string(),
  last_login_at: z.string().nullable(),
});

export const listQuerySchema = z.strictObject({
  limit: z.coerce.number().int().min(1).max(100).default(50),
  cursor: z.string().max(200).optional(),
});

export const operatorListSchema = z.object({ items: z.array(operatorSchema), next_cursor: z.string().nullable() });
