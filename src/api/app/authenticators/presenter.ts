import type { z } from 'zod';
import type { AuthenticatorList } from '../../../commands/authenticators/list-authenticators.ts';
import type { authenticatorList } from './schema.ts';

/** The authenticators of a profile. Their keys stay here. */
export function presentAuthenticators({ authenticators, maxPinAttempts, attemptsLeft }: AuthenticatorList): z.input<typeof authenticatorList> {
  return {
    authenticators: authenticators.map(({ name, createdAt }) => ({ name, created_at: createdAt.toISOString() })),
    max_pin_attempts: maxPinAttempts,
    ...(attemptsLeft !== undefined && { attempts_left: attemptsLeft }),
  };
}
