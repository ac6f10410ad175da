import { z } from 'zod';
import { authenticatorName } from '../../../domain/devices/authenticators/authenticator-name.ts';

export const authenticatorParams = z.object({
  name: z
    .string()
    .regex(authenticatorName)
    .describe('Name of the authenticator: `pin`, `fingerprint`, or a name of the app.'),
});
/** A JWK. Its members are checked when it is imported. */
export const authenticatorBody = z.strictObject({
  public_key: z
    .record(z.string().max(32), z.unknown())
    .describe('Public JWK of the authenticator: Ed25519 for the PIN, P-256 for the others.'),
});

export const authenticatorList = z.object({
  authenticators: z
    .array(
      z.object({
        name: z.string().describe('Name of the authenticator.'),
        created_at: z.string().describe('When it was set (RFC 3339).'),
      }),
    )
    .describe('The authenticators of the profile.'),
  max_pin_attempts: z
    .number()
    .describe('Wrong PINs in a row after which the user is disconnected; 0 means that there is no limit.'),
  attempts_left: z.number().optional().describe('Wrong PINs that are left, where there is a limit.'),
});
