import type { SignInMethodRules } from './method-rules.ts';

/** A token that carries a sign-in. It is sent to its person, or given to them by a site. Its level is set for each kind of sign-in. */
export const actionToken: SignInMethodRules = {
  classes: ['have'],
  level: 1,
  amr: ['otp'],
  isPhishingResistant: false,
  isFirst: true,
  isUnlisted: true,
};
