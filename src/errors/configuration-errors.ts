import type { ErrorDescription } from './error-description.ts';

/** Refusals of the configuration API: contract/end-user.md section 6. */
export const configurationErrors = [] as const satisfies readonly ErrorDescription[];
