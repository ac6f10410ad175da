import type { SignInMethodRules } from './method-rules.ts';

/**
 * A token that carries a sign-in. Its level is set for each kind of sign-in. Where a site or a mail of ours takes it is not asked: it counts as
 * a proof that rests on the mailbox (docs/decisions/0111).
 */
export const actionToken: SignInMethodRules = {
  classes: ['have'],
  level: 1,
  amr: ['email', 'otp'],
  isPhishingResistant: false,
  isFirst: true,
  isUnlisted: true,
};
