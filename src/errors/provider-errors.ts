import type { ErrorDescription } from './error-description.ts';

/** Refusals of provider reports. */
// prettier-ignore
export const providerErrors = [
  { code: 'report_refused', httpStatus: 401, message: 'The report is not signed as it should be.', surfaces: ['providers'], description: 'The signature is not one by a secret in force for the account, its time is not now, or the report was used before. The event names which.' },
] as const satisfies readonly ErrorDescription[];
