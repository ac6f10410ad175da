import type { SignInMethodRules } from './method-rules.ts';

/** A passkey with user verification: something had, and the person by PIN, finger or face. */
export const passkey: SignInMethodRules = {
  classes: ['have', 'are'],
  level: 3,
  amr: ['user'],
  isPhishingResistant: true,
  isFirst: true,
};
