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

// Controls, unpaired surrogates and bidirectional overrides.
const notInNames = /[\p{Cc}\p{Cs}\u202a-\u202e\u2066-\u2069]/gu;
const longestName = 100;

/** A name that a provider gave, as a profile may hold it; null: nothing is left of it. */
export function readProvidedName(name: string | undefined): string | null {
  const clean = (name ?? '').replaceAll(notInNames, ' ').trim();
  return [...clean].slice(0, longestName).join('').trim() || null;
}
