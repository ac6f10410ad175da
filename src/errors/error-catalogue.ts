import { adminErrors } from './admin-errors.ts';
import { appErrors } from './app-errors.ts';
import { configurationErrors } from './configuration-errors.ts';
import { endUserErrors } from './end-user-errors.ts';
import { providerErrors } from './provider-errors.ts';
import { transportErrors } from './transport-errors.ts';
import { websiteErrors } from './website-errors.ts';

export type { ErrorDescription, Surface } from './error-description.ts';

/** Every refusal of every surface. docs/errors.md is generated from it. */
export const errorCatalogue = [...transportErrors, ...websiteErrors, ...endUserErrors, ...configurationErrors, ...adminErrors, ...appErrors, ...providerErrors] as const;

export type ErrorCode = (typeof errorCatalogue)[number]['code'];
