import type { EventDescription } from './event-description.ts';

/** Mobile authentications: their methods, their decisions, their callbacks. */
export const mobileAuthenticationEvents = [
  { name: 'PUSH AUTH INIT SUCCESS', family: 'Push authentication', description: 'A push reached the provider.', excludable: true },
  { name: 'PUSH AUTH INIT FAILURE', family: 'Push authentication', description: 'A push could not be sent; the detail names why.' },
  { name: 'PUSH AUTH INIT FAILURE FEATURE DISABLED', family: 'Push authentication', description: 'Push authorisation is off, and the type has no fallback.' },
  { name: 'PUSH AUTH CALLBACK SENT', family: 'Push authentication', description: 'The site took the callback.', excludable: true },
  { name: 'PUSH AUTH CALLBACK FAILED', family: 'Push authentication', description: 'The callback could not be delivered within 24 hours.' },
  { name: 'SMS AUTH INIT SUCCESS', family: 'SMS authentication', description: 'A text message reached the provider.', excludable: true },
  { name: 'SMS AUTH INIT FAILURE', family: 'SMS authentication', description: 'A text message could not be sent.' },
  { name: 'SMS AUTH INIT FAILURE FEATURE DISABLED', family: 'SMS authentication', description: 'SMS authorisation is off.' },
  { name: 'SMS AUTH VALIDATION SUCCESS', family: 'SMS authentication', description: 'The right code was entered.' },
  { name: 'SMS AUTH VALIDATION FAILURE', family: 'SMS authentication', description: 'A wrong code was entered.' },
  { name: 'SMS AUTH VALIDATION LIMIT EXCEEDED', family: 'SMS authentication', description: 'All attempts were used.' },
  { name: 'SMS AUTH RESEND SUCCESS', family: 'SMS authentication', description: 'The same code was sent again.' },
  { name: 'SMS AUTH RESEND FAILURE', family: 'SMS authentication', description: 'The resend could not be sent.' },
  { name: 'SMS AUTH RESEND FAILURE RESEND LIMIT REACHED', family: 'SMS authentication', description: 'The type allows no further resend.' },
  { name: 'MOBILE AUTH INIT FAILURE', family: 'Mobile authentication', description: 'A request was refused before a method was tried; the detail names the code.' },
  { name: 'MOBILE AUTH FETCH SECURED MESSAGE FETCHED', family: 'Mobile authentication', description: 'The app fetched what to show.', excludable: true },
  { name: 'MOBILE AUTH TRANSACTION ALREADY FETCHED', family: 'Mobile authentication', description: 'A second fetch was refused.' },
  { name: 'MOBILE AUTH TRANSACTION EXPIRED', family: 'Mobile authentication', description: 'Nobody answered in time.' },
  { name: 'MOBILE AUTH INVALID TRANSACTION', family: 'Mobile authentication', description: 'An app asked for a transaction that is not its own or does not exist.' },
  { name: 'MOBILE AUTH INVALID ANSWER', family: 'Mobile authentication', description: 'An answer had a wrong signature or other displayed text.' },
  { name: 'MOBILE AUTH AUTHENTICATED', family: 'Mobile authentication', description: 'The user approved.' },
  { name: 'MOBILE AUTH NOT AUTHENTICATED', family: 'Mobile authentication', description: 'The user refused, or it was cancelled; the detail names the reason.' },
  { name: 'TRANSACTION SIGNING SUCCEEDED', family: 'Transaction signing', description: 'The signature over the displayed text was verified.', excludable: true },
] as const satisfies readonly EventDescription[];
