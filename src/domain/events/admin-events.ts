import type { EventDescription } from './event-description.ts';

/** What operators did. */
export const adminEvents = [] as const satisfies readonly EventDescription[];
