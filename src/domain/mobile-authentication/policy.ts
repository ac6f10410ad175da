import { followFallbacks } from '../configuration/mobile-authentication-types/fallbacks.ts';
import type { MethodName } from '../configuration/mobile-authentication-types/method-names.ts';
import { methodRules } from './methods/all-methods.ts';

/** One method a transaction may use, with its limits, fixed when the transaction starts. */
export interface MethodStep {
  typeName: string;
  method: MethodName;
  /** 0 = unlimited until expiry. */
  maxAttempts: number;
  /** 0 = resending is off. */
  maxResends: number;
  smsSenderId?: string;
  /** The site shows six digits that are typed into the phone to approve. Absent = false. */
  verificationCode?: boolean;
}

/** Rules of a transaction, fixed at its start: the first step, then its fallbacks in order. */
export interface TransactionPolicy {
  steps: MethodStep[];
  /** Seconds from initialisation to expiry. */
  timeToLive: number;
  /** Whether the result has the device's signature. Absent = true. */
  transactionSigning?: false;
}

/** Columns of a type that a policy uses. */
export interface TypeRules {
  name: string;
  method: MethodName;
  requestExpiresIn: number;
  maxAllowedResends: number;
  maxAllowedAttempts: number;
  fallbackType?: string | null;
  smsSenderId?: string | null;
  verificationCodeRequired?: boolean;
  transactionSigning?: boolean;
}

/**
 * Follows the fallbacks of a type. A chain that loops ends at the first type seen twice. Where one push of the chain asks for a
 * verification code all do: one stands in for another, also when that other cannot even be begun (docs/decisions/0061).
 * @param find looks up a type by name.
 */
export function makePolicy(type: TypeRules, find: (name: string) => TypeRules | undefined): TransactionPolicy {
  const { chain } = followFallbacks(type, find);
  const isPush = ({ method }: TypeRules) => methodRules[method].channel === 'push';
  const asksForCode = chain.some((next) => isPush(next) && next.verificationCodeRequired === true);
  const steps = chain.map((next) => ({
    typeName: next.name,
    method: next.method,
    maxAttempts: next.maxAllowedAttempts,
    maxResends: next.maxAllowedResends,
    ...(next.smsSenderId ? { smsSenderId: next.smsSenderId } : {}),
    ...(asksForCode && isPush(next) ? { verificationCode: true } : {}),
  }));
  // A text message type has no setting for it: the setting of the push that falls back to it counts.
  const pushed = chain.find(isPush);
  return {
    steps,
    timeToLive: type.requestExpiresIn,
    ...(pushed?.transactionSigning === false ? { transactionSigning: false as const } : {}),
  };
}
