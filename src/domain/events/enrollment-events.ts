import type { EventDescription } from './event-description.ts';

/** Key and push enrolment. */
// prettier-ignore
export const enrollmentEvents = [
  { name: 'KEY ENROLLMENT SUCCESS', family: 'Key enrolment', description: 'Keys were exchanged.' },
  { name: 'KEY ENROLLMENT FAILURE INVALID REQUEST', family: 'Key enrolment', description: 'The public key, or the request, was not acceptable.' },
  { name: 'KEY ENROLLMENT FAILURE DISABLED', family: 'Key enrolment', description: 'Enrolment is off.' },
  { name: 'KEY ENROLLMENT FAILURE INVALID TOKEN', family: 'Key enrolment', description: 'The access token or its proof was not good.' },
  { name: 'KEY ENROLLMENT DROPPED', family: 'Key enrolment', description: 'Keys were dropped, and push with them.' },
  { name: 'KEY ENROLLMENT SERVER KEY ROTATED', family: 'Key enrolment', description: 'An application got a new server key; the detail is its fingerprint.' },
  { name: 'PUSH ENROLLMENT SUCCESS', family: 'Push enrolment', description: 'A push token was proven.' },
  { name: 'PUSH ENROLLMENT FEATURE DISABLED', family: 'Push enrolment', description: 'Enrolment or push enrolment is off.' },
  { name: 'PUSH ENROLLMENT INVALID ACCESS TOKEN', family: 'Push enrolment', description: 'The access token or its proof was not good.' },
  { name: 'PUSH ENROLLMENT KEYS NOT EXCHANGED', family: 'Push enrolment', description: 'Push was to be enrolled before keys.' },
  { name: 'PUSH ENROLLMENT EXISTING PUSH TOKEN', family: 'Push enrolment', description: 'A token is to be proven that another installation uses. It loses it once that is proven.' },
  { name: 'PUSH ENROLLMENT USER ALREADY ENROLLED', family: 'Push enrolment', description: 'The user is enrolled on another device, and the mode allows one.' },
  { name: 'PUSH ENROLLMENT INVALID REQ', family: 'Push enrolment', description: 'A request was refused: malformed, a wrong nonce, an enrolment that is over or another profile\'s, another one open, too many. The detail names the code.' },
  { name: 'PUSH ENROLLMENT UPDATE SUCCESS', family: 'Push enrolment', description: 'A new push token of an enrolled device was proven.' },
  { name: 'PUSH ENROLLMENT UPDATE FAILURE', family: 'Push enrolment', description: 'A new push token was not proven; the earlier one stays. The detail names why.' },
  { name: 'PUSH ENROLLMENT UPDATE FAILURE NOT ENROLLED', family: 'Push enrolment', description: 'A push token was to be updated where none is enrolled.' },
  { name: 'PUSH ENROLLMENT EXPIRED', family: 'Push enrolment', description: 'The nonce was not confirmed in time.' },
  { name: 'PUSH ENROLLMENT FAILURE', family: 'Push enrolment', description: 'The nonce could not be sent, or all attempts were used.' },
  { name: 'PUSH ENROLLMENT DROP EXISTING PUSH ENROLLMENT', family: 'Push enrolment', description: 'An earlier enrolment was replaced, overridden by another device, dropped, moved with its token, or reported unregistered by the provider: the detail says.' },
  { name: 'PUSH ENROLLMENT FORGED UPDATE', family: 'Push enrolment', description: 'Temporal brought an update that the API did not send, or not to this enrolment; the detail names the update and the check it failed. It changed nothing. Its sender has access to Temporal.' },
  { name: 'PUSH ENROLLMENT RECONCILED', family: 'Push enrolment', description: 'A row and its workflow disagreed, and were made to agree. The detail names what was repaired: `push_enrollment_row` or `push_enrollment_workflow`.' },
] as const satisfies readonly EventDescription[];
