import type { EventDescription } from './event-description.ts';

/** Installations, users on them, their authenticators and tokens. */
export const registrationEvents = [
  { name: 'DYNAMIC REG SUCCESS', family: 'Registration', description: 'An app installation registered.' },
  { name: 'DYNAMIC REG FAILED', family: 'Registration', description: 'An app installation was refused.' },
  { name: 'DYNAMIC REG VERSION DISABLED', family: 'Registration', description: 'The version of the app is disabled.' },
  { name: 'ENROLLMENT CODE CREATED', family: 'Registration', description: 'A code was made for a user.' },
  { name: 'USER CONNECTED', family: 'Registration', description: 'A user was connected to a device.' },
  { name: 'USER CONNECTION FAILED', family: 'Registration', description: 'An enrolment code was wrong, used or expired.' },
  { name: 'REFRESH TOKEN REUSED', family: 'Tokens', description: 'A used refresh token came again; its family was revoked.' },
] as const satisfies readonly EventDescription[];
