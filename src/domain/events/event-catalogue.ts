/** One kind of event. `event_type` on the wire is the name in upper case with underscores (contract/end-user.md section 3). */
export interface EventDescription {
  name: string;
  family: string;
  description: string;
}

/** Every event that is written. docs/events.md is generated from it. */
export const eventCatalogue = [
  { name: 'PUSH AUTH INIT SUCCESS', family: 'Push authentication', description: 'A push reached the provider.' },
  { name: 'PUSH AUTH INIT FAILURE', family: 'Push authentication', description: 'A push could not be sent; the detail names why.' },
  { name: 'PUSH AUTH CALLBACK SENT', family: 'Push authentication', description: 'The site took the callback.' },
  { name: 'PUSH AUTH CALLBACK FAILED', family: 'Push authentication', description: 'The callback could not be delivered within 24 hours.' },
  { name: 'SMS AUTH INIT SUCCESS', family: 'SMS authentication', description: 'A text message reached the provider.' },
  { name: 'SMS AUTH INIT FAILURE', family: 'SMS authentication', description: 'A text message could not be sent.' },
  { name: 'SMS AUTH VALIDATION SUCCESS', family: 'SMS authentication', description: 'The right code was entered.' },
  { name: 'SMS AUTH VALIDATION FAILURE', family: 'SMS authentication', description: 'A wrong code was entered.' },
  { name: 'SMS AUTH VALIDATION LIMIT EXCEEDED', family: 'SMS authentication', description: 'All attempts were used.' },
  { name: 'SMS AUTH RESEND SUCCESS', family: 'SMS authentication', description: 'The same code was sent again.' },
  { name: 'SMS AUTH RESEND FAILURE', family: 'SMS authentication', description: 'The resend could not be sent.' },
  { name: 'SMS AUTH RESEND FAILURE RESEND LIMIT REACHED', family: 'SMS authentication', description: 'The type allows no further resend.' },
  { name: 'MOBILE AUTH INIT FAILURE', family: 'Mobile authentication', description: 'A request was refused before a method was tried; the detail names the code.' },
  { name: 'MOBILE AUTH FETCH SECURED MESSAGE FETCHED', family: 'Mobile authentication', description: 'The app fetched what to show.' },
  { name: 'MOBILE AUTH TRANSACTION ALREADY FETCHED', family: 'Mobile authentication', description: 'A second fetch was refused.' },
  { name: 'MOBILE AUTH TRANSACTION EXPIRED', family: 'Mobile authentication', description: 'Nobody answered in time.' },
  { name: 'MOBILE AUTH INVALID TRANSACTION', family: 'Mobile authentication', description: 'An app asked for a transaction that is not its own or does not exist.' },
  { name: 'MOBILE AUTH INVALID ANSWER', family: 'Mobile authentication', description: 'An answer had a wrong signature or other displayed text.' },
  { name: 'MOBILE AUTH AUTHENTICATED', family: 'Mobile authentication', description: 'The user approved.' },
  { name: 'MOBILE AUTH NOT AUTHENTICATED', family: 'Mobile authentication', description: 'The user refused, or it was cancelled; the detail names the reason.' },
  { name: 'TRANSACTION SIGNING SUCCEEDED', family: 'Transaction signing', description: 'The signature over the displayed text was verified.' },
  { name: 'DYNAMIC REG SUCCESS', family: 'Registration', description: 'An app installation registered.' },
  { name: 'DYNAMIC REG FAILED', family: 'Registration', description: 'An app installation was refused.' },
  { name: 'DYNAMIC REG VERSION DISABLED', family: 'Registration', description: 'The version of the app is disabled.' },
  { name: 'ENROLLMENT CODE CREATED', family: 'Registration', description: 'A code was made for a user.' },
  { name: 'USER CONNECTED', family: 'Registration', description: 'A user was connected to a device.' },
  { name: 'USER CONNECTION FAILED', family: 'Registration', description: 'An enrolment code was wrong, used or expired.' },
  { name: 'REFRESH TOKEN REUSED', family: 'Tokens', description: 'A used refresh token came again; its family was revoked.' },
  { name: 'KEY ENROLLMENT SUCCESS', family: 'Key enrolment', description: 'Keys were exchanged.' },
  { name: 'KEY ENROLLMENT FAILURE INVALID REQUEST', family: 'Key enrolment', description: 'The public key was not acceptable.' },
  { name: 'KEY ENROLLMENT FAILURE DISABLED', family: 'Key enrolment', description: 'Enrolment is off.' },
  { name: 'KEY ENROLLMENT DROPPED', family: 'Key enrolment', description: 'Keys were dropped, and push with them.' },
  { name: 'PUSH ENROLLMENT SUCCESS', family: 'Push enrolment', description: 'A push token was proven.' },
  { name: 'PUSH ENROLLMENT FEATURE DISABLED', family: 'Push enrolment', description: 'Push enrolment is off.' },
  { name: 'PUSH ENROLLMENT KEYS NOT EXCHANGED', family: 'Push enrolment', description: 'Push was to be enrolled before keys.' },
  { name: 'PUSH ENROLLMENT INVALID REQ', family: 'Push enrolment', description: 'A nonce was wrong.' },
  { name: 'PUSH ENROLLMENT EXPIRED', family: 'Push enrolment', description: 'The nonce was not confirmed in time.' },
  { name: 'PUSH ENROLLMENT FAILURE', family: 'Push enrolment', description: 'The nonce could not be sent, or all attempts were used.' },
  { name: 'PUSH ENROLLMENT DROP EXISTING PUSH ENROLLMENT', family: 'Push enrolment', description: 'An earlier enrolment was replaced, dropped by the app, or reported unregistered by the provider.' },
  { name: 'API AUTHENTICATION FAILED', family: 'API', description: 'A caller of the REST API could not be authenticated.' },
] as const satisfies readonly EventDescription[];

export type EventName = (typeof eventCatalogue)[number]['name'];
