import type { SignInMethodRules } from './method-rules.ts';

/** An account at an identity provider. What was proven there is not known: at the least, a password. */
export const sso: SignInMethodRules = {
  classes: ['know'],
  level: 1,
  amr: ['fed'],
  isPhishingResistant: false,
  isFirst: true,
};

/**
 * Why a person came back from a provider without a sign-in, as the page that they come to is told. `stale`: the answer fits no sign-in of
 * this browser that waits for one.
 */
export type SsoFailure =
  | 'stale'
  | 'sso_cancelled'
  | 'provider_refused'
  | 'identity_provider_unavailable'
  | 'identity_provider_unknown'
  | 'account_exists'
  | 'email_unverified'
  | 'no_account'
  | 'not_linked'
  | 'already_in_use'
  | 'method_limit'
  | 'other_user';
