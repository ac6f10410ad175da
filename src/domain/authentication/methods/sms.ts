import type { SignInMethodRules } from './method-rules.ts';

/** A code by text message. */
export const sms: SignInMethodRules = {
  classes: ['have'],
  level: 1,
  amr: ['sms', 'otp'],
  isPhishingResistant: false,
  isFirst: true,
};
