import type { OperationNotes } from './operation-note.ts';

// prettier-ignore
export const endUserOperations: OperationNotes = {
  'get /users/{user_id}/tokens': ['Lists the tokens of the user, and leaves an event.'],
  'delete /users/{user_id}/tokens/{id}': ['Revokes a token and the refresh token that renews it. Done already is done: 204.'],
  'get /users/{user_id}/consents': ['Lists what the user allowed web clients to do, and leaves an event.'],
  'delete /users/{user_id}/consents/{id}': ['Revokes a consent and its tokens. Done already is done: 204.'],
  'get /users/{user_id}/applications': ['Lists the applications that have access to the user, and leaves an event.'],
  'delete /users/{user_id}/applications/{id}': ['Takes the access of an application to the user away, on all devices. Done already is done: 204.'],
  'get /users/{user_id}/sessions': ['Lists the browsers that the user is signed in with, and leaves an event.'],
  'delete /users/{user_id}/sessions': ['Ends all browser sessions of the user.'],
  'delete /users/{user_id}/sessions/{id}': ['Ends one browser session of the user. Done already is done: 204.'],
  'get /users/{user_id}/settings/notification': ['Tells how the user is notified.'],
  'delete /users/{user_id}/settings/notification': ['Removes the choice of the user.'],
  'post /users/{user_id}/settings/notification/{type}': ['Stores how the user is notified. The type is in the address; there is no body.'],
  'get /otp': ['Without a user there is no code: the answer is always 400.', 'invalid_request'],
  'get /otp/{user_id}': ['Makes a code that connects an app to the user. It works once, within ten minutes; the user types it into the app.', 'role_elevation'],
  'get /users/{user_id}/devices': ['Lists the devices that the user is connected to, and leaves an event.'],
  'delete /users/{user_id}/devices': ['Takes the user off all devices. Other users of the devices stay; open transactions on them end.'],
  'post /users/{user_id}/devices': ['Takes the user off the devices that are named. Those that could not be removed are in the answer.'],
  'delete /users/{user_id}/devices/{device_id}': ['Takes the user off one device. Done already is done: 204.'],
  'post /users/{user_id}/devices/{device_id}/disableFingerprint': ['Removes the fingerprint of the user on one device; the PIN stays.'],
  'post /users/{user_id}/devices/{device_id}/disableMobileAuthentication': ['Removes the keys of the user on one device, and push with them.'],
  'post /users/{user_id}/devices/{device_id}/disablePushAuthentication': ['Removes push of the user on one device; the keys stay.'],
  'get /events': ['Lists events, newest first. Without filters these are all events; the 10,000 newest matches can be paged through.', 'event_search_too_wide'],
  'post /token/introspect': ['Tells a resource server what an access token is good for (RFC 7662). An unknown, expired or revoked token is not active. Versions 1 and 2 differ in `exp`.'],
};
