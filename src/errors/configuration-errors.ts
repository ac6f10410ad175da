import type { ErrorDescription } from './error-description.ts';

/** Refusals of the configuration API: contract/end-user.md section 6. */
export const configurationErrors = [
  { code: 'configuration_conflict', httpStatus: 409, message: 'The configuration does not allow that now.', surfaces: ['configuration'], description: 'It exists already, something uses it, the caller would lock itself out, or an export lacks values. `details` names what: a use to end first, a field to choose anew, a value to set.' },
  { code: 'configuration_changed', httpStatus: 412, message: 'It has been changed since it was read.', surfaces: ['configuration'], description: 'The `ETag` in `If-Match` is of an older state. Read it again, and decide again.' },
] as const satisfies readonly ErrorDescription[];
