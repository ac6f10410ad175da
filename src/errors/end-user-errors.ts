import type { ErrorDescription } from './error-description.ts';

/** Refusals of the APIs for users, devices, events and tokens: contract/end-user.md. */
export const endUserErrors = [
  { code: 'not_all_devices_deleted', httpStatus: 500, message: 'Not all devices were deleted.', surfaces: ['devices'], description: '`details` names those that were not; the others are gone. Ask again for these.' },
] as const satisfies readonly ErrorDescription[];
