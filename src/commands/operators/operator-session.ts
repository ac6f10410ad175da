import type { OperatorRole } from '../../domain/configuration/operator-roles.ts';
import type { Keyring } from '../../security/keyring.ts';

/** The authenticated operator of a request. */
export interface SignedInOperator {
  sessionId: string;
  operatorId: string;
  username: string;
  displayName: string;
  role: OperatorRole;
  /** Absolute end of the session. */
  expiresAt: Date;
}

/** Keyed hash that a session is found by. */
export function hashSessionToken(keyring: Keyring, token: string): Buffer {
  return keyring.lookupHash(token, 'operator_session');
}
