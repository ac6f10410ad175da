import { z } from 'zod';
import { secret } from '../../http/secret.ts';

/** Of methods that have codes of their own. */
export const codeCredentials = z.strictObject({
  code: secret(z.string().min(1).max(64).describe('The code, as it was typed.')),
});
