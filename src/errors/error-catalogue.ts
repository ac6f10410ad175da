import { appErrors } from './app-errors.ts';
import { transportErrors } from './transport-errors.ts';
import { websiteErrors } from './website-errors.ts';

export type { ErrorDescription, Surface } from './error-description.ts';

/** Every refusal of every surface. docs/errors.md is generated from it. */
export const errorCatalogue = [...transportErrors, ...websiteErrors, ...appErrors] as const;

export type ErrorCode = (typeof errorCatalogue)[number]['code'];
