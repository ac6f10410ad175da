import type { EventDescription } from './event-description.ts';

/** Changes of the configuration. */
export const configurationEvents = [] as const satisfies readonly EventDescription[];
