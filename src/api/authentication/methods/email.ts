import { z } from 'zod';

export const emailCredentials = z.strictObject({
  email: z
    .string()
    .min(1)
    .max(320)
    .optional()
    .describe('E-mail address that the code goes to. As a second factor it is left out.'),
});
