import { actionToken } from './action-token.ts';
import type { ProvenFactor } from '../levels.ts';
import { authenticatorApp } from './authenticator-app.ts';
import { certificate } from './certificate.ts';
import { countersign } from './countersign.ts';
import { email } from './email.ts';
import type { SignInMethodRules } from './method-rules.ts';
import { passkey } from './passkey.ts';
import { password } from './password.ts';
import { recoveryCode } from './recovery-code.ts';
import { sms } from './sms.ts';
import { sso } from './sso.ts';
import { whatsapp } from './whatsapp.ts';

/** The sign-in methods with their rules, in the order in which they are offered. A new method is a file, and a line here. */
export const signInMethods = {
  passkey,
  password,
  countersign,
  email,
  sms,
  whatsapp,
  authenticator_app: authenticatorApp,
  certificate,
  recovery_code: recoveryCode,
  sso,
  action_token: actionToken,
} as const satisfies Record<string, SignInMethodRules>;

/** `auth_method` of the flow API. */
export type SignInMethodName = keyof typeof signInMethods;
export const signInMethodNames = Object.keys(signInMethods) as SignInMethodName[];

/** What a method proves at the most, as a factor that was proven at no time yet. */
export function greatestFactor(method: SignInMethodName): ProvenFactor {
  const { level, classes, amr, isPhishingResistant } = rulesOf(method);
  return { method, level, classes: [...classes], amr: [...amr], isPhishingResistant, provenAt: '' };
}

export function rulesOf(name: SignInMethodName): SignInMethodRules {
  return signInMethods[name];
}
