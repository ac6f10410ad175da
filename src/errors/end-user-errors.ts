import type { ErrorDescription } from './error-description.ts';

/** Refusals of the APIs for users, devices, events and tokens: contract/end-user.md. */
// prettier-ignore
export const endUserErrors = [
  { code: 'not_all_devices_deleted', httpStatus: 500, message: 'Not all devices were deleted.', surfaces: ['devices'], description: '`details` names those that were not; the others are gone. Ask again for these.' },
  { code: 'event_search_too_wide', httpStatus: 400, message: 'Too many events: narrow start_date and end_date.', surfaces: ['events', 'admin'], description: 'The page lies behind the 10,000 newest matches, or more than 20,000 events of a user or a request would have to be looked through.' },
] as const satisfies readonly ErrorDescription[];

/** Refusals of the configuration API: contract/end-user.md section 6. */
// prettier-ignore
export const configurationErrors = [
  { code: 'configuration_conflict', httpStatus: 409, message: 'The configuration does not allow that now.', surfaces: ['configuration'], description: 'It exists already, something uses it, the caller would lock itself out, or an export lacks values. `details` names what: a use to end first, a field to choose anew, a value to set.' },
  { code: 'no_own_contact', httpStatus: 409, message: 'There is nothing of yours that a test could go to.', surfaces: ['configuration'], description: 'A test goes to what is the operator\'s own alone: a verified e-mail address or phone number, or a phone that is enrolled for push in an application that uses the configuration.' },
  { code: 'operators_only', httpStatus: 403, message: 'Only an operator can do that.', surfaces: ['configuration'], description: 'A program has no address of its own that a test could go to.' },
  { code: 'configuration_changed', httpStatus: 412, message: 'It has been changed since it was read.', surfaces: ['configuration'], description: 'The `ETag` in `If-Match` is of an older state. Read it again, and decide again.' },
] as const satisfies readonly ErrorDescription[];
