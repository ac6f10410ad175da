import type { ErrorDescription } from './error-description.ts';

/** Refusals of the configuration API: contract/end-user.md section 6. */
export const configurationErrors = [
  { code: 'configuration_conflict', httpStatus: 409, message: 'The configuration does not allow that now.', surfaces: ['configuration'], description: 'It exists already, something uses it, the caller would lock itself out, or an export lacks values. `details` names what: a use to end first, a field to choose anew, a value to set.' },
] as const satisfies readonly ErrorDescription[];
