import { z } from 'zod';
import { secret } from '../../http/secret.ts';

/** The value of an action token, in requests. */
export const actionTokenValue = secret(z.string().min(1).max(128).describe('The action token.'));

export const activationCode = secret(
  z
    .string()
    .min(1)
    .max(64)
    .optional()
    .describe('The code of an activation by `EXTERNALLY_DELIVERED_CODE`, as it was typed.'),
);

export const actionTokenCredentials = z.strictObject({ token: actionTokenValue, code: activationCode });
