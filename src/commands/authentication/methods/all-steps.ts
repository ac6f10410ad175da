import type { SignInMethodName } from '../../../domain/authentication/methods/all-methods.ts';
import type { MethodSteps } from './method-steps.ts';
import { actionTokenSteps } from './action-token/steps.ts';
import { authenticatorAppSteps } from './authenticator-app/steps.ts';
import { certificateSteps } from './certificate/steps.ts';
import { countersignSteps } from './countersign/steps.ts';
import { emailSteps } from './email/steps.ts';
import { passkeySteps } from './passkey/steps.ts';
import { passwordSteps } from './password/steps.ts';
import { recoveryCodeSteps } from './recovery-code/steps.ts';
import { smsSteps } from './sms/steps.ts';
import { ssoSteps } from './sso/steps.ts';
import { whatsappSteps } from './whatsapp/steps.ts';

/** The steps of every sign-in method. A new method is a folder, and a line here. */
const methodSteps: { [Name in SignInMethodName]: MethodSteps<never> } = {
  passkey: passkeySteps,
  password: passwordSteps,
  countersign: countersignSteps,
  email: emailSteps,
  sms: smsSteps,
  whatsapp: whatsappSteps,
  authenticator_app: authenticatorAppSteps,
  certificate: certificateSteps,
  recovery_code: recoveryCodeSteps,
  sso: ssoSteps,
  action_token: actionTokenSteps,
};

/** @param name of a method; another one has no steps. */
export function stepsOf(name: string): MethodSteps<unknown> | undefined {
  return Object.hasOwn(methodSteps, name) ? (methodSteps[name as SignInMethodName] as MethodSteps<unknown>) : undefined;
}
