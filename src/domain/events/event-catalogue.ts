import { adminEvents } from './admin-events.ts';
import { apiEvents } from './api-events.ts';
import { configurationEvents } from './configuration-events.ts';
import { enrollmentEvents } from './enrollment-events.ts';
import { mobileAuthenticationEvents } from './mobile-authentication-events.ts';
import { registrationEvents } from './registration-events.ts';

export type { EventDescription } from './event-description.ts';

/** Every event that is written, a file for each area. docs/events.md is generated from it. */
export const eventCatalogue = [
  ...mobileAuthenticationEvents,
  ...registrationEvents,
  ...enrollmentEvents,
  ...apiEvents,
  ...adminEvents,
  ...configurationEvents,
] as const;

export type EventName = (typeof eventCatalogue)[number]['name'];
