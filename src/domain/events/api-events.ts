import type { EventDescription } from './event-description.ts';

/** Events of callers of the REST API. */
// prettier-ignore
export const apiEvents = [
  { name: 'API AUTHENTICATION FAILED', family: 'API', description: 'A caller of the REST API could not be authenticated; the detail names its method and what was wrong.' },
  { name: 'API AUTHENTICATION BLOCKED', family: 'API', description: 'Too many wrong client secrets came from an address; the detail says whether for one `client` or from the `address` altogether. Written once in ten minutes.' },
  { name: 'API INSUFFICIENT PERMISSIONS', family: 'API', description: 'An API client called an API that its scopes do not allow; the detail is the scope it lacks.' },
  { name: 'API TOKENS LISTED', family: 'End-user API', description: 'The tokens of a user were listed.', excludable: true },
  { name: 'API TOKEN REMOVED', family: 'End-user API', description: 'A token of a user was removed, with those that came of it.' },
  { name: 'API CONSENTS LISTED', family: 'End-user API', description: 'The consents of a user were listed.', excludable: true },
  { name: 'API CONSENT REMOVED', family: 'End-user API', description: 'A consent of a user was removed, with its tokens.' },
  { name: 'API APPLICATIONS LISTED', family: 'End-user API', description: 'The applications of a user were listed.', excludable: true },
  { name: 'API APPLICATION REMOVED', family: 'End-user API', description: 'An application lost its access to a user, on all devices.' },
  { name: 'API SESSIONS LISTED', family: 'End-user API', description: 'The sessions of a user were listed.', excludable: true },
  { name: 'API SESSION REMOVED', family: 'End-user API', description: 'A session of a user was ended.' },
  { name: 'API NOTIFICATION SETTING CHANGED', family: 'End-user API', description: 'A user is to be notified another way; the detail names it.' },
  { name: 'API NOTIFICATION SETTING REMOVED', family: 'End-user API', description: 'The choice of how a user is notified was removed.' },
  { name: 'API DEVICES LISTED', family: 'Device API', description: 'The devices of a user were listed.', excludable: true },
  { name: 'API DEVICE REMOVED FOR ONE PROFILE', family: 'Device API', description: 'A user was disconnected from a device; its other users keep it.' },
  { name: 'API FINGER PRINT DISABLED', family: 'Device API', description: 'The fingerprint of a user on a device was dropped.' },
  { name: 'API MOBILE AUTHENTICATION DISABLED', family: 'Device API', description: 'Keys and push of a user on a device were dropped.' },
  { name: 'API PUSH AUTHENTICATION DISABLED', family: 'Device API', description: 'Push of a user on a device was dropped.' },
] as const satisfies readonly EventDescription[];
