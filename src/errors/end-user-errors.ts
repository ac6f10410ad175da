import type { ErrorDescription } from './error-description.ts';

/** Refusals of the APIs for users, devices, events and tokens: contract/end-user.md. */
export const endUserErrors = [
  { code: 'not_all_devices_deleted', httpStatus: 500, message: 'Not all devices were deleted.', surfaces: ['devices'], description: '`details` names those that were not; the others are gone. Ask again for these.' },
  { code: 'event_search_too_wide', httpStatus: 400, message: 'Too many events: narrow start_date and end_date.', surfaces: ['events', 'admin'], description: 'The page lies behind the 10,000 newest matches, or more than 20,000 events of a user or a request would have to be looked through.' },
] as const satisfies readonly ErrorDescription[];
