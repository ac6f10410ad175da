import type { z } from 'zod';
import type { SignInMethodName } from '../../../domain/authentication/methods/all-methods.ts';
import { actionTokenCredentials } from './action-token.ts';
import { codeCredentials } from './code.ts';
import { emailCredentials } from './email.ts';
import { noCredentials } from './none.ts';
import { passkeyCredentials } from './passkey.ts';
import { passwordCredentials } from './password.ts';
import { phoneCredentials } from './phone.ts';
import { ssoCredentials } from './sso.ts';

/** `credentials` of each method (contract/authentication.md section 1.1). A new method is a file, and a line here. */
export const methodCredentials = {
  passkey: passkeyCredentials,
  password: passwordCredentials,
  countersign: noCredentials,
  email: emailCredentials,
  sms: phoneCredentials,
  whatsapp: phoneCredentials,
  authenticator_app: codeCredentials,
  certificate: noCredentials,
  recovery_code: codeCredentials,
  sso: ssoCredentials,
  action_token: actionTokenCredentials,
} as const satisfies Record<SignInMethodName, z.ZodType>;
