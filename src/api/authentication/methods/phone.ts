import { z } from 'zod';

export const phoneCredentials = z.strictObject({
  phone_number: z
    .string()
    .min(1)
    .max(32)
    .optional()
    .describe('Number in E.164 form that the code goes to. As a second factor it is left out.'),
});
