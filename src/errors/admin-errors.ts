import type { ErrorDescription } from './error-description.ts';

/** Refusals of the admin API. */
export const adminErrors = [] as const satisfies readonly ErrorDescription[];
