/** How a factor is proven: the PIN, the platform's biometrics, or a custom authenticator of the app's. */
export type AuthenticatorKind = 'pin' | 'fingerprint' | 'custom';

/** `pin`, `fingerprint`, or the name that an app gave to a custom authenticator. */
export const authenticatorName = /^[a-z0-9][a-z0-9_-]{0,62}$/;

/** The kind that a name stands for. */
export function authenticatorKindOf(name: string): AuthenticatorKind {
  return name === 'pin' || name === 'fingerprint' ? name : 'custom';
}
