import type { Passwords } from '../../../../security/password.ts';

/** What commands about passwords need besides. */
export interface PasswordDeps {
  passwords: Passwords;
  /** Names of the service, which no password may be made of. */
  serviceWords: readonly string[];
}
