import type { SignInMethodRules } from './method-rules.ts';

/** A password that the person chose. */
export const password: SignInMethodRules = {
  classes: ['know'],
  level: 1,
  amr: ['pwd'],
  isPhishingResistant: false,
  isFirst: true,
};
