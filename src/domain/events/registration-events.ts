import type { EventDescription } from './event-description.ts';

/** Installations, users on them, their authenticators and tokens. */
// prettier-ignore
export const registrationEvents = [
  { name: 'DYNAMIC REG SUCCESS', family: 'Registration', description: 'An app installation registered.', excludable: true },
  { name: 'DYNAMIC REG FAILED APPLICATION UNKNOWN', family: 'Registration', description: 'An app named an application, platform or version that is not configured.' },
  { name: 'DYNAMIC REG FAILED REGISTRATION DISABLED', family: 'Registration', description: 'The version takes no new installations.' },
  { name: 'DYNAMIC REG FAILED OTHER APPLICATION', family: 'Registration', description: 'A device key that belongs to an installation of another application.' },
  { name: 'DYNAMIC REG FAILED INVALID PROOF', family: 'Registration', description: 'The proof of the device key was missing, wrong, old or used before.' },
  { name: 'DYNAMIC REG FAILED TOO MANY REQUESTS', family: 'Registration', description: 'An address, a network or all of IPv6 (the detail says which) registered more installations in an hour than it may. Written once an hour.' },
  { name: 'DYNAMIC REG VERSION DISABLED', family: 'Registration', description: 'The version of the app is disabled.' },
  { name: 'ENROLLMENT CODE CREATED', family: 'Registration', description: 'A code was made for a user.', excludable: true },
  { name: 'USER CONNECTED', family: 'Registration', description: 'A user was connected to a device.' },
  { name: 'USER CONNECTION FAILED', family: 'Registration', description: 'An enrolment code was wrong, used or expired.' },
  { name: 'AUTHENTICATOR SET', family: 'Authenticators', description: 'A PIN, fingerprint or custom authenticator was set or changed; the detail names it.' },
  { name: 'AUTHENTICATOR DROPPED', family: 'Authenticators', description: 'An authenticator was dropped by its app; the detail names it. With the PIN go all others.' },
  { name: 'AUTHENTICATOR REVOKED', family: 'Authenticators', description: 'A wrong proof by a fingerprint or custom authenticator: it was revoked, the PIN stays.' },
  { name: 'AUTHENTICATOR CHANGE REFUSED', family: 'Authenticators', description: 'An authenticator was not set or dropped; the detail names the code.' },
  { name: 'PIN VALIDATION SUCCESS', family: 'Authenticators', description: 'A PIN was right.', excludable: true },
  { name: 'PIN VALIDATION FAILURE', family: 'Authenticators', description: 'A PIN was wrong, and was counted.' },
  { name: 'PIN VALIDATION LIMIT EXCEEDED', family: 'Authenticators', description: 'A PIN was wrong once too often: the user was disconnected from the device.' },
  { name: 'TOKEN REFRESH SUCCESS', family: 'Tokens', description: 'A refresh token was used and rotated.', excludable: true },
  { name: 'TOKEN REFRESH REPEATED', family: 'Tokens', description: 'A phone repeated a refresh within `refresh_retry_seconds`, by the same key: its answer was lost.' },
  { name: 'APP AUTHENTICATION FAILED', family: 'Tokens', description: 'A token, profile or installation that is real came with a proof that does not fit it: used before, by another key, for another request. The detail names the rule; 60 an hour for one device at most.' },
  { name: 'REFRESH TOKEN REUSED', family: 'Tokens', description: 'A used refresh token came again; its family was revoked.' },
] as const satisfies readonly EventDescription[];
