import { randomBytes } from 'node:crypto';
import type { PasswordDeps } from '../../commands/persons/sign-in-methods/password/password-deps.ts';
import type { Environment } from '../../config/environment.ts';
import { wordsOf } from '../../domain/persons/sign-in-methods/password/password-rules.ts';
import { processLimits } from '../../domain/rate-limits/limits.ts';
import type { Keyring } from '../../security/keyring.ts';
import { createPasswords } from '../../security/password.ts';

/** One queue of passwords in a process: what they cost is bounded together. */
export function createPasswordDeps({ publicUrl }: Pick<Environment, 'publicUrl'>, keyring: Keyring): PasswordDeps {
  const { most: mostWaiting } = processLimits['passwords-waiting'];
  return {
    passwords: createPasswords({ keyring, random: randomBytes, mostWaiting }),
    serviceWords: wordsOf(['countersign', new URL(publicUrl).hostname]),
  };
}
