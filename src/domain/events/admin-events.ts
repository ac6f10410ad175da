import type { EventDescription } from './event-description.ts';

/** Events of operators. */
// prettier-ignore
export const adminEvents = [
  { name: 'ADMIN AUTHENTICATION FAILED', family: 'Administration', description: 'A request came with a token that is none for this API; of one address ten are told in ten minutes.' },
  { name: 'ADMIN ACCESS DENIED', family: 'Administration', description: "An operator's role does not allow what they asked for; the detail names it." },
  { name: 'CLAIM CREATED', family: 'Administration', description: 'A claim definition was added. The subject is the definition, the detail its type.' },
  { name: 'CLAIM CHANGED', family: 'Administration', description: 'A claim definition was changed; the detail names type and fields.' },
  { name: 'CLAIM DELETED', family: 'Administration', description: 'A claim definition was deleted.' },
  { name: 'ADMIN USER REVOKED', family: 'Administration', description: 'An operator disconnected a user from a device; with the detail `device_deleted`, all of its users.' },
  { name: 'ADMIN USER CLIENT KEYS REVOKED', family: 'Administration', description: 'An operator revoked mobile authentication of a user on a device, and push with it.' },
  { name: 'ADMIN PUSH FREEZE LIFTED', family: 'Administration', description: 'An operator let pushes go to a user again who had reported a request.' },
  { name: 'ADMIN PUSH ENROLLMENT REVOKED', family: 'Administration', description: 'An operator revoked push of a user on a device.' },
  { name: 'ADMIN CLIENT DELETED', family: 'Administration', description: 'An operator deleted a device, after seeing who is on it.' },
  { name: 'ADMIN CLIENT NOT DELETED', family: 'Administration', description: 'A device had other users than the operator was shown, and was left as it is.' },
  { name: 'ADMIN TOKEN REVOKED', family: 'Administration', description: 'An operator revoked a token of a user, with what it is renewed with.' },
  { name: 'ADMIN TRANSACTION CANCELLED', family: 'Administration', description: 'An operator cancelled an open mobile authentication: from then on it can end in no other way.' },
  { name: 'ADMIN LOGOUT REPLAYED', family: 'Administration', description: 'An operator had the logout token of an ended session delivered to a client again.' },
  { name: 'ADMIN CALLBACK REPLAYED', family: 'Administration', description: 'An operator had the callback of a mobile authentication delivered again, or at once.' },
  { name: 'ADMIN CONSENT REVOKED', family: 'Administration', description: 'An operator revoked a consent of a user, with its tokens.' },
] as const satisfies readonly EventDescription[];
