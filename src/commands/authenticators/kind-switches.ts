import type { AuthenticatorKind } from '../../domain/authenticators/authenticator-name.ts';
import type { LockedProfile } from './lock-factors.ts';

type Switches = Pick<LockedProfile, 'pinEnabled' | 'fingerprintEnabled' | 'customAuthenticatorEnabled'>;

const switches = {
  pin: 'pinEnabled',
  fingerprint: 'fingerprintEnabled',
  custom: 'customAuthenticatorEnabled',
} as const satisfies Record<AuthenticatorKind, keyof Switches>;

/** Whether the application allows this kind of authenticator. */
export function isKindEnabled(profile: Switches, kind: AuthenticatorKind): boolean {
  return profile[switches[kind]];
}
