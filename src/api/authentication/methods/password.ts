import { z } from 'zod';
import { secret } from '../../http/secret.ts';

const password = z.string().min(1).max(1024);

export const passwordCredentials = z.union([
  z.strictObject({
    identifier: z
      .string()
      .min(1)
      .max(320)
      .optional()
      .describe('Username or e-mail address. Left out: the user of the flow, once there is one.'),
    password: secret(password).describe('The password.'),
  }),
  z.strictObject({
    new_password: secret(password).describe('Answers the challenge `password_change`.'),
  }),
]);
