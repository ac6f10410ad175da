import { adminErrors } from './admin-errors.ts';
import { appErrors } from './app-errors.ts';
import { authenticationErrors } from './authentication-errors.ts';
import { configurationErrors, endUserErrors } from './end-user-errors.ts';
import { actionTokenErrors, personErrors } from './person-errors.ts';
import { providerErrors } from './provider-errors.ts';
import { signInMethodErrors } from './sign-in-method-errors.ts';
import { tokenErrors } from './token-errors.ts';
import { transportErrors } from './transport-errors.ts';
import { websiteErrors } from './website-errors.ts';

export type { ErrorDescription, Surface } from './error-description.ts';

/** Every refusal of every surface. docs/errors.md is generated from it. */
export const errorCatalogue = [
  ...transportErrors,
  ...websiteErrors,
  ...endUserErrors,
  ...configurationErrors,
  ...personErrors,
  ...authenticationErrors,
  ...actionTokenErrors,
  ...adminErrors,
  ...appErrors,
  ...signInMethodErrors,
  ...tokenErrors,
  ...providerErrors,
] as const;

export type ErrorCode = (typeof errorCatalogue)[number]['code'];
