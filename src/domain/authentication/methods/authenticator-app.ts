import type { SignInMethodRules } from './method-rules.ts';

/** A code of an authenticator app. It does not say whose it is. */
export const authenticatorApp: SignInMethodRules = {
  classes: ['have'],
  level: 1,
  amr: ['otp'],
  isPhishingResistant: false,
  isFirst: false,
};
