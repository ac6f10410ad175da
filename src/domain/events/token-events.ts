import type { EventDescription } from './event-description.ts';

/** The authorization server: its keys, its clients and their resources. */
// prettier-ignore
export const tokenEvents = [
  { name: 'SIGNING KEY ADDED', family: 'Signing keys', description: 'A signing key was made and is published; the detail names its algorithm, as of all these events.' },
  { name: 'SIGNING KEY PROMOTED', family: 'Signing keys', description: 'A signing key signs from now on. The one before it verifies what it signed.' },
  { name: 'SIGNING KEY RETIRED', family: 'Signing keys', description: 'A former signing key is not published any more: the longest token that it can have signed is over.' },
  { name: 'SIGNING KEY REVOKED', family: 'Signing keys', description: 'An operator took a signing key out of the key set, with everything that it signed.' },
  { name: 'CLIENT CREATED', family: 'Clients', description: 'An OAuth client was added.' },
  { name: 'CLIENT CHANGED', family: 'Clients', description: 'An OAuth client was changed; the detail names the fields. One that was disabled lost its tokens.' },
  { name: 'CLIENT DELETED', family: 'Clients', description: 'An OAuth client was deleted, with its secrets, grants and tokens.' },
  { name: 'CLIENT REGISTERED', family: 'Clients', description: 'An OAuth client registered itself (RFC 7591); the detail is its name and that of the initial access token.' },
  { name: 'CLIENT REGISTRATION REFUSED', family: 'Clients', description: 'A caller with a valid initial access token, or with the registration access token of a client, asked for what it may not have; the detail is the reason.' },
  { name: 'INITIAL ACCESS TOKEN CREATED', family: 'Clients', description: 'An operator made a token with which clients register themselves; the detail is its name.' },
  { name: 'INITIAL ACCESS TOKEN REVOKED', family: 'Clients', description: 'An operator lets no client register with a token any more; the detail is its name.' },
  { name: 'CLIENT SECRET ADDED', family: 'Clients', description: 'A secret was made for an OAuth client and shown once; the detail is its id.' },
  { name: 'CLIENT SECRET REMOVED', family: 'Clients', description: 'A secret of an OAuth client was taken back; the detail is its id.' },
  { name: 'PROTECTED RESOURCE CREATED', family: 'Clients', description: 'A protected resource was added.' },
  { name: 'PROTECTED RESOURCE CHANGED', family: 'Clients', description: 'A protected resource was changed; the detail names the fields.' },
  { name: 'PROTECTED RESOURCE DELETED', family: 'Clients', description: 'A protected resource was deleted.' },
  { name: 'AUTHORIZATION CODE REUSED', family: 'Tokens', description: 'A used authorization code came again; everything that was issued for it was revoked.' },
  { name: 'TOKEN EXCHANGED', family: 'Tokens', description: 'The client exchanged an access token of a user for one for another protected resource; the subject is the client of the former token, the detail names both resources.' },
  { name: 'CONSENT GRANTED', family: 'Consents', description: 'A person let a client have what it asked for, or a part of it.' },
  { name: 'CONSENT CHANGED', family: 'Consents', description: 'A person decided anew what a client may have.' },
  { name: 'CONSENT WITHDRAWN', family: 'Consents', description: 'A person withdrew what a client may have; its grants and tokens went with it. The subject is the consent.' },
  { name: 'CONSENT EXPIRED', family: 'Consents', description: 'The time of a consent was over; its grants and tokens went with it. The subject is the consent.' },
  { name: 'CONSENT REFUSED', family: 'Consents', description: 'A person let a client have nothing of what it asked for; the client was told so.' },
  { name: 'SESSION DATA READ', family: 'Sessions', description: 'A site read by a session management token whose session it is; the subject is the session.', excludable: true },
  { name: 'SESSION CREATED', family: 'Sessions', description: 'A person signed in with a browser, or proved more in a session that they had; the subject is the session.' },
  { name: 'SESSION CHOSEN', family: 'Sessions', description: 'A person chose among the accounts of a browser and went on in a session that was alive there; the subject is the session.' },
  { name: 'SESSION ENDED', family: 'Sessions', description: 'A browser session was ended, with what its sites may do only while it lasts; the subject is the session.' },
  { name: 'SESSION LOGOUT FAILED', family: 'Sessions', description: 'A client did not accept the logout token of an ended session within a day, or can never get it; the detail is the last failure.' },
] as const satisfies readonly EventDescription[];
