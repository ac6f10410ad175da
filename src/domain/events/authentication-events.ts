import type { EventDescription } from './event-description.ts';

const family = 'Sign-in';

/** Authentication flows. The subject is the flow; the detail names methods and codes, never an address or a code that was sent. */
// prettier-ignore
export const authenticationEvents = [
  { name: 'AUTHENTICATION STARTED', family, description: 'A person began to sign in at a client.' },
  { name: 'AUTHENTICATION FACTOR SUCCEEDED', family, description: 'A factor was proven; the detail names the method.' },
  { name: 'AUTHENTICATION FACTOR FAILED', family, description: 'A factor was not proven; the detail names the method and the code.' },
  { name: 'AUTHENTICATION CHALLENGE SENT', family, description: 'A challenge was opened, with what is sent for it, or its code was sent again; the detail names the method. Without a user the address is no person\'s, and nothing was sent.' },
  { name: 'AUTHENTICATION STEP UP', family, description: 'A sign-in that asks for more than the session of the person has; the detail is the `acr` of the session.' },
  { name: 'AUTHENTICATION COMPLETED', family, description: 'A person has signed in; the detail is the `acr`.' },
  { name: 'AUTHENTICATION FAILED', family, description: 'A sign-in ended without success; the detail says why: cancelled, denied, reported.' },
  { name: 'CIBA REQUESTED', family, description: 'A client asked for a sign-in without a browser; the subject is the request, as of all these events. Without a user the hint is that of no person.' },
  { name: 'CIBA APPROVED', family, description: 'The person approved it on the phone; the detail is the `acr`.' },
  { name: 'CIBA REFUSED', family, description: 'It was refused; the detail says why: by the person, or without asking a phone.' },
  { name: 'CIBA EXPIRED', family, description: 'Its time was over before the person decided.' },
  { name: 'CIBA USER CODE REFUSED', family, description: 'A client asked for a sign-in without a browser with a wrong user code, or that of a person who has set none; the detail says when the tries were spent, so that the right one is refused, too. Without a user the hint is that of no person.' },
  { name: 'CIBA PING FAILED', family, description: 'The client did not accept the notification that a request has ended, or can never get it; the detail is the last failure.' },
  { name: 'TRUSTED DEVICE ADDED', family: 'Trusted devices', description: 'A person who proved two factors trusts the browser: it stands in for the second one from then on, where policy allows that.' },
  { name: 'TRUSTED DEVICE USED', family: 'Trusted devices', description: 'A trusted browser stood in for the second factor of a sign-in; the detail is the flow.' },
  { name: 'TRUSTED DEVICE REMOVED', family: 'Trusted devices', description: 'A browser is trusted no longer: its person or an operator removed it, or a changed password, a method that was reported lost, or signing out everywhere ended it.' },
  { name: 'SSO LINKED', family, description: 'An account at an identity provider is linked to a person, who signs in with it from then on; the detail is the provider.' },
  { name: 'SSO FAILED', family, description: 'A person came back from an identity provider without a sign-in; the detail names the provider and the reason.' },
  { name: 'IDENTITY PROVIDER CREATED', family: 'Identity providers', description: 'A place where people sign in was added.' },
  { name: 'IDENTITY PROVIDER CHANGED', family: 'Identity providers', description: 'An identity provider was changed, enabled or disabled; the detail names the fields.' },
  { name: 'IDENTITY PROVIDER DELETED', family: 'Identity providers', description: 'An identity provider that no person was linked to was deleted.' },
  { name: 'IDENTITY PROVIDER TESTED', family: 'Identity providers', description: 'An operator signed in at an identity provider to see what it says; the detail is `proven`, or why it failed.' },
  { name: 'AUTHENTICATION POLICY CREATED', family: 'Authentication policies', description: 'A policy of how people sign in was added.' },
  { name: 'AUTHENTICATION POLICY CHANGED', family: 'Authentication policies', description: 'A policy of how people sign in was changed; the detail names the fields.' },
  { name: 'AUTHENTICATION POLICY DELETED', family: 'Authentication policies', description: 'A policy of how people sign in was deleted.' },
] as const satisfies readonly EventDescription[];
