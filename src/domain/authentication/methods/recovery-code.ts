import type { SignInMethodRules } from './method-rules.ts';

/** One of the codes that a person kept for when another method is lost. It does not say whose it is. */
export const recoveryCode: SignInMethodRules = {
  classes: ['have'],
  level: 1,
  amr: ['otp'],
  isPhishingResistant: false,
  isFirst: false,
};
