import type { AuthenticatorKind } from '../../../domain/devices/authenticators/authenticator-name.ts';
import type { LockedRegistration } from './lock-factors.ts';

type Switches = Pick<LockedRegistration, 'pinEnabled' | 'fingerprintEnabled' | 'customAuthenticatorEnabled'>;

const switches = {
  pin: 'pinEnabled',
  fingerprint: 'fingerprintEnabled',
  custom: 'customAuthenticatorEnabled',
} as const satisfies Record<AuthenticatorKind, keyof Switches>;

/** Whether the application allows this kind of authenticator. */
export function isKindEnabled(registration: Switches, kind: AuthenticatorKind): boolean {
  return registration[switches[kind]];
}
