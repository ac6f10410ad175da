import type { OperatorRole } from '../../domain/operators/roles.ts';
import type { Keyring } from '../../security/keyring.ts';

/** Who an operator's request comes from. */
export interface SignedInOperator {
  sessionId: string;
  operatorId: string;
  username: string;
  displayName: string;
  role: OperatorRole;
  /** The end of the session, however much it is used. */
  expiresAt: Date;
}

/** Keyed hash that a session is found by. */
export function hashSessionToken(keyring: Keyring, token: string): Buffer {
  return keyring.lookupHash(token, 'operator_session');
}
