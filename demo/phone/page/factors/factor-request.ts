import { CountersignError, isCountersignError, type Factor } from '../../../../app-sdk/index.ts';

/** An action that requires a factor of the user. */
export interface FactorRequest {
  /** Its purpose, for the user. */
  purpose: string;
  /** The content that is decided, which stays visible. */
  about?: string;
  /** The accepted factors; the fingerprint is asked first if it is one of them. */
  kinds: readonly Factor['kind'][];
  /** Acts with a factor; called again after a wrong one. */
  use: (factor: Factor) => Promise<void>;
  /** Aborted when the factor is no longer needed. */
  until?: AbortSignal;
}

/** The next step after a factor failed. */
export type FactorFailure =
  | { next: 'again'; attemptsLeft: number | undefined }
  /** The fingerprint is not accepted; the PIN may be. */
  | { next: 'pin'; revoked: boolean }
  /** No answer: the factor was not checked. */
  | { next: 'retry' }
  | { next: 'end' };

/** The next step after this failure of a factor. */
export function readFactorFailure(error: unknown, used: Factor['kind']): FactorFailure {
  if (isCountersignError(error, 'wrong_factor_proof')) return { next: 'again', attemptsLeft: error.attemptsLeft };
  if (isCountersignError(error, 'authenticator_revoked')) return { next: 'pin', revoked: true };
  // An operator has disabled the factor: the server names the remaining ones.
  if (used !== 'pin' && isCountersignError(error, 'factor_required') && error.authenticators.includes('pin'))
    return { next: 'pin', revoked: true };
  if (used === 'pin' && isCountersignError(error, 'authenticator_not_set')) return { next: 'end' };
  if (isCountersignError(error, 'factor_cancelled', 'factor_unavailable', 'authenticator_not_set'))
    return { next: 'pin', revoked: false };
  if (isCountersignError(error, 'network', 'offline', 'service_unavailable', 'rate_limited')) return { next: 'retry' };
  return { next: 'end' };
}

/** Whether the user cancelled the prompt. */
export function cancelled(): CountersignError {
  return new CountersignError('factor_cancelled');
}
