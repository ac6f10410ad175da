import type { SignInMethodRules } from './method-rules.ts';

/** A code by WhatsApp. */
export const whatsapp: SignInMethodRules = {
  classes: ['have'],
  level: 1,
  amr: ['whatsapp', 'otp'],
  isPhishingResistant: false,
  isFirst: true,
};
