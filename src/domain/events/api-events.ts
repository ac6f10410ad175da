import type { EventDescription } from './event-description.ts';

/** What websites, gateways and tools did through the REST API. */
export const apiEvents = [
  { name: 'API AUTHENTICATION FAILED', family: 'API', description: 'A caller of the REST API could not be authenticated.' },
] as const satisfies readonly EventDescription[];
