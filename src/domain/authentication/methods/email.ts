import type { SignInMethodRules } from './method-rules.ts';

/** A code, or a link, to an e-mail address. */
export const email: SignInMethodRules = {
  classes: ['have'],
  level: 1,
  amr: ['email', 'otp'],
  isPhishingResistant: false,
  isFirst: true,
};
