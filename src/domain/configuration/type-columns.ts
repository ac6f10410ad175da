import { methodRules } from '../mobile-authentication/methods/all-methods.ts';
import type { MethodName } from '../mobile-authentication/method-names.ts';
import type { MethodRules } from '../mobile-authentication/methods/method-rules.ts';

/** What a type may have beside name, method and expiry. */
export const optionalTypeColumns = ['maxAllowedResends', 'fallbackType', 'maxAllowedAttempts', 'smsSenderId', 'verificationCodeRequired', 'transactionSigning'] as const;
export type OptionalTypeColumn = (typeof optionalTypeColumns)[number];

/** What a column says where nobody chose. */
const standing: Record<OptionalTypeColumn, unknown> = {
  maxAllowedResends: 0,
  fallbackType: null,
  maxAllowedAttempts: 0,
  smsSenderId: null,
  verificationCodeRequired: false,
  transactionSigning: true,
};

/** True of a value that somebody chose for a column. */
export function isChosen(column: OptionalTypeColumn, value: unknown): boolean {
  return (value ?? standing[column]) !== standing[column];
}

/** Attempts and a sender are a text message's; who answers an OTP is not known before, so nothing can stand in for it. */
const ofChannel: Record<MethodRules['channel'], readonly OptionalTypeColumn[]> = {
  push: ['maxAllowedResends', 'fallbackType', 'verificationCodeRequired', 'transactionSigning'],
  sms: ['maxAllowedResends', 'fallbackType', 'maxAllowedAttempts', 'smsSenderId'],
  otp: [],
};

/** The columns that types of a method have (contract/mobile-authentication.md section 10). */
export function typeColumnsOf(method: MethodName): readonly OptionalTypeColumn[] {
  return ofChannel[methodRules[method].channel];
}
