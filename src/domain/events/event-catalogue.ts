import { actionTokenEvents } from './action-token-events.ts';
import { adminEvents } from './admin-events.ts';
import { apiEvents } from './api-events.ts';
import { authenticationEvents } from './authentication-events.ts';
import { configurationEvents } from './configuration-events.ts';
import { enrollmentEvents } from './enrollment-events.ts';
import { messageEvents } from './message-events.ts';
import { mobileAuthenticationEvents } from './mobile-authentication-events.ts';
import { personEvents } from './person-events.ts';
import { registrationEvents } from './registration-events.ts';
import { signInMethodEvents } from './sign-in-method-events.ts';
import { tokenEvents } from './token-events.ts';

export type { EventDescription } from './event-description.ts';

/** Every event that is written, a file for each area. docs/events.md is generated from it. */
export const eventCatalogue = [
  ...mobileAuthenticationEvents,
  ...registrationEvents,
  ...enrollmentEvents,
  ...apiEvents,
  ...personEvents,
  ...authenticationEvents,
  ...actionTokenEvents,
  ...signInMethodEvents,
  ...adminEvents,
  ...configurationEvents,
  ...messageEvents,
  ...tokenEvents,
] as const;

export type EventName = (typeof eventCatalogue)[number]['name'];
