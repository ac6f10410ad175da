import type { SignInMethodType } from '../persons/sign-in-methods/status.ts';
import { achievedBy } from './levels.ts';
import type { Level } from './levels.ts';
import { greatestFactor } from './methods/all-methods.ts';
import type { SignInMethodName } from './methods/all-methods.ts';
import { softwareCertificate } from './methods/certificate.ts';

/** The methods of the flow API that a person has by what is stored. */
export const methodsByType: Readonly<Record<SignInMethodType, readonly SignInMethodName[]>> = {
  password: ['password'],
  passkey: ['passkey'],
  authenticator_app: ['authenticator_app'],
  recovery_codes: ['recovery_code'],
  email: ['email'],
  identity: ['sso'],
  certificate: ['certificate'],
  phone: ['sms', 'whatsapp'],
};

/**
 * The highest level that a person can reach with what they have; 0: they cannot sign in. Recovery codes do not count, as each is used up, and a
 * certificate counts as one whose key is a file.
 */
export function reachableLevel(types: readonly SignInMethodType[], { hasPhone }: { hasPhone: boolean }): Level | 0 {
  const names = types.filter((type) => type !== 'recovery_codes').flatMap((type) => methodsByType[type]);
  const all: SignInMethodName[] = hasPhone ? [...names, 'countersign'] : names;
  const factorOf = (name: SignInMethodName) => ({
    ...greatestFactor(name),
    ...(name === 'certificate' && softwareCertificate),
  });
  return achievedBy(all.map(factorOf)).level;
}
