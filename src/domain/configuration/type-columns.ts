import { methodRules } from '../mobile-authentication/methods/all-methods.ts';
import type { MethodName } from '../mobile-authentication/method-names.ts';
import type { MethodRules } from '../mobile-authentication/methods/method-rules.ts';

/** What a type may have beside name, method and expiry. */
export const optionalTypeColumns = ['maxAllowedResends', 'fallbackType', 'maxAllowedAttempts', 'smsSenderId'] as const;
export type OptionalTypeColumn = (typeof optionalTypeColumns)[number];

/** Attempts and a sender are a text message's; who answers an OTP is not known before, so nothing can stand in for it. */
const ofChannel: Record<MethodRules['channel'], readonly OptionalTypeColumn[]> = {
  push: ['maxAllowedResends', 'fallbackType'],
  sms: optionalTypeColumns,
  otp: [],
};

/** The columns that types of a method have (contract/mobile-authentication.md section 10). */
export function typeColumnsOf(method: MethodName): readonly OptionalTypeColumn[] {
  return ofChannel[methodRules[method].channel];
}
