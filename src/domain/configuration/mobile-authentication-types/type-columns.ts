import { methodChannels } from './method-names.ts';
import type { MethodChannel, MethodName } from './method-names.ts';

/** Fields of a type, without name, method and expiry. */
export const optionalTypeColumns = [
  'maxAllowedResends',
  'fallbackType',
  'maxAllowedAttempts',
  'smsSenderId',
  'verificationCodeRequired',
  'transactionSigning',
] as const;
export type OptionalTypeColumn = (typeof optionalTypeColumns)[number];

/** The value of a column that the operator did not set. */
const standing: Record<OptionalTypeColumn, unknown> = {
  maxAllowedResends: 0,
  fallbackType: null,
  maxAllowedAttempts: 0,
  smsSenderId: null,
  verificationCodeRequired: false,
  transactionSigning: true,
};

/** Whether a value differs from the default of its column. */
export function isChosen(column: OptionalTypeColumn, value: unknown): boolean {
  return (value ?? standing[column]) !== standing[column];
}

/** Attempts and sender belong to text messages. An OTP has no fallback, because its user is unknown before it is claimed. */
const ofChannel: Record<MethodChannel, readonly OptionalTypeColumn[]> = {
  push: ['maxAllowedResends', 'fallbackType', 'verificationCodeRequired', 'transactionSigning'],
  sms: ['maxAllowedResends', 'fallbackType', 'maxAllowedAttempts', 'smsSenderId'],
  otp: [],
};

/** The columns that types of a method have (contract/mobile-authentication.md section 10). */
export function typeColumnsOf(method: MethodName): readonly OptionalTypeColumn[] {
  return ofChannel[methodChannels[method]];
}
