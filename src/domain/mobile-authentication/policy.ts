import { followFallbacks } from './fallbacks.ts';
import type { MethodName } from './method-names.ts';
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

/** The rules an open transaction keeps, whatever the configuration becomes: the first step, then its fallbacks in order. */
export interface TransactionPolicy {
  steps: MethodStep[];
  /** Seconds from initialisation to expiry. */
  timeToLive: number;
  /** False: what the device signs is not part of the result. Absent = true. */
  transactionSigning?: false;
}

/** What is stored of a type: the part that policies are made from. */
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
  // Of a type of a text message nobody chose it: what a push says that it falls back to counts.
  const pushed = chain.find(isPush);
  return { steps, timeToLive: type.requestExpiresIn, ...(pushed?.transactionSigning === false ? { transactionSigning: false as const } : {}) };
}
