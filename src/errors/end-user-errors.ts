import type { ErrorDescription } from './error-description.ts';

/** Refusals of the APIs for users, devices, events and tokens: contract/end-user.md. */
export const endUserErrors = [] as const satisfies readonly ErrorDescription[];
