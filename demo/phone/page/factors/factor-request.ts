import { CountersignError, isCountersignError, type Factor } from '../../../../app-sdk/index.ts';

/** Something that needs its user to be there. */
export interface FactorRequest {
  /** What it is for, as the person is told. */
  purpose: string;
  /** What is decided by it, which stays in sight. */
  about?: string;
  /** The ways in which this may be proven; where the fingerprint is one, it is asked first. */
  kinds: readonly Factor['kind'][];
  /** Does it with a factor; may be called again after a wrong one. */
  use: (factor: Factor) => Promise<void>;
  /** Aborted when there is nothing left to prove. */
  until?: AbortSignal;
}

/** What is to be done after a factor did not do. */
export type FactorFailure =
  | { next: 'again'; attemptsLeft: number | undefined }
  /** The fingerprint does not help here; the PIN may. */
  | { next: 'pin'; revoked: boolean }
  /** No answer: nothing is known about the factor. */
  | { next: 'retry' }
  | { next: 'end' };

/** Reads what became of a factor that was used. */
export function readFactorFailure(error: unknown, used: Factor['kind']): FactorFailure {
  if (isCountersignError(error, 'wrong_factor_proof')) return { next: 'again', attemptsLeft: error.attemptsLeft };
  if (isCountersignError(error, 'authenticator_revoked')) return { next: 'pin', revoked: true };
  // Switched off by somebody else: the server asks for what is left.
  if (used !== 'pin' && isCountersignError(error, 'factor_required') && error.authenticators.includes('pin')) return { next: 'pin', revoked: true };
  if (used === 'pin' && isCountersignError(error, 'authenticator_not_set')) return { next: 'end' };
  if (isCountersignError(error, 'factor_cancelled', 'factor_unavailable', 'authenticator_not_set')) return { next: 'pin', revoked: false };
  if (isCountersignError(error, 'network', 'offline', 'service_unavailable', 'rate_limited')) return { next: 'retry' };
  return { next: 'end' };
}

/** The person does not want to prove anything now. */
export function cancelled(): CountersignError {
  return new CountersignError('factor_cancelled');
}
