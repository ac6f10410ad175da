import type { EventDescription } from './event-description.ts';

/** Key and push enrolment. */
export const enrollmentEvents = [
  { name: 'KEY ENROLLMENT SUCCESS', family: 'Key enrolment', description: 'Keys were exchanged.' },
  { name: 'KEY ENROLLMENT FAILURE INVALID REQUEST', family: 'Key enrolment', description: 'The public key was not acceptable.' },
  { name: 'KEY ENROLLMENT FAILURE DISABLED', family: 'Key enrolment', description: 'Enrolment is off.' },
  { name: 'KEY ENROLLMENT DROPPED', family: 'Key enrolment', description: 'Keys were dropped, and push with them.' },
  { name: 'KEY ENROLLMENT SERVER KEY ROTATED', family: 'Key enrolment', description: 'An application got a new server key; the detail is its fingerprint.' },
  { name: 'PUSH ENROLLMENT SUCCESS', family: 'Push enrolment', description: 'A push token was proven.' },
  { name: 'PUSH ENROLLMENT FEATURE DISABLED', family: 'Push enrolment', description: 'Push enrolment is off.' },
  { name: 'PUSH ENROLLMENT KEYS NOT EXCHANGED', family: 'Push enrolment', description: 'Push was to be enrolled before keys.' },
  { name: 'PUSH ENROLLMENT INVALID REQ', family: 'Push enrolment', description: 'A nonce was wrong.' },
  { name: 'PUSH ENROLLMENT EXPIRED', family: 'Push enrolment', description: 'The nonce was not confirmed in time.' },
  { name: 'PUSH ENROLLMENT FAILURE', family: 'Push enrolment', description: 'The nonce could not be sent, or all attempts were used.' },
  { name: 'PUSH ENROLLMENT DROP EXISTING PUSH ENROLLMENT', family: 'Push enrolment', description: 'An earlier enrolment was replaced, dropped by the app, or reported unregistered by the provider.' },
] as const satisfies readonly EventDescription[];
