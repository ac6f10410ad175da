import type { EventDescription } from './event-description.ts';

const family = 'Configuration';

/** Changes of the configuration. The detail names the fields that changed, never a value; a long list takes several events. */
// prettier-ignore
export const configurationEvents = [
  { name: 'CONFIGURATION CHANNEL TESTED', family, description: 'An operator had a test sent to themselves, or to a callback endpoint; the detail is the channel, the subject the push configuration or the endpoint.' },
  { name: 'CONFIGURATION API CLIENT CREATED', family, description: 'An API client was added.' },
  { name: 'CONFIGURATION API CLIENT CHANGED', family, description: 'An API client has other credentials, scopes or texts; the detail names the fields.' },
  { name: 'CONFIGURATION API CLIENT DELETED', family, description: 'An API client is no more.' },
  { name: 'CONFIGURATION APPLICATION CREATED', family, description: 'An application was added, with its server key.' },
  { name: 'CONFIGURATION APPLICATION CHANGED', family, description: 'An application was changed; the detail names the fields.' },
  { name: 'CONFIGURATION APPLICATION DELETED', family, description: 'An application that had no versions was deleted.' },
  { name: 'CONFIGURATION APPLICATION VERSION CREATED', family, description: 'A version of an application was added, or cloned from another.' },
  { name: 'CONFIGURATION APPLICATION VERSION CHANGED', family, description: 'A version was changed; the detail names the fields.' },
  { name: 'CONFIGURATION APPLICATION VERSION DELETED', family, description: 'A version that no device runs was deleted.' },
  { name: 'CONFIGURATION PUSH MESSAGING CREATED', family, description: 'Credentials for a push provider were added.' },
  { name: 'CONFIGURATION PUSH MESSAGING CHANGED', family, description: 'Credentials for a push provider were changed; the detail names the fields.' },
  { name: 'CONFIGURATION PUSH MESSAGING DELETED', family, description: 'Credentials for a push provider that no version uses were deleted.' },
  { name: 'CONFIGURATION MOBILE AUTHENTICATION TYPE CREATED', family, description: 'A mobile authentication type was added.' },
  { name: 'CONFIGURATION MOBILE AUTHENTICATION TYPE CHANGED', family, description: 'A mobile authentication type or its default messages were changed; the detail names the fields and the languages.' },
  { name: 'CONFIGURATION MOBILE AUTHENTICATION TYPE DELETED', family, description: 'A mobile authentication type that nothing falls back to was deleted, with its default messages.' },
  { name: 'CONFIGURATION CALLBACK ENDPOINT CREATED', family, description: 'A callback URL was added, with its credentials; the detail names its host.' },
  { name: 'CONFIGURATION CALLBACK ENDPOINT CHANGED', family, description: 'A callback URL or its credentials were changed; the detail names its host and the fields.' },
  { name: 'CONFIGURATION CALLBACK ENDPOINT DELETED', family, description: 'A callback URL is not known any more.' },
  { name: 'CONFIGURATION SMS GATEWAY CHANGED', family, description: 'Text messages go through another gateway, or with other credentials; the detail names the fields.' },
  { name: 'CONFIGURATION SMS GATEWAY DELETED', family, description: 'The gateway of the environment applies again.' },
  { name: 'CONFIGURATION SMTP SERVER CHANGED', family, description: 'Mails go through another server, or with another account or signature; the detail names the fields.' },
  { name: 'CONFIGURATION SMTP SERVER DELETED', family, description: 'The server of the environment applies again.' },
  { name: 'CONFIGURATION GEOLOCATION CHANGED', family, description: 'The geolocation service was configured, or is another one; the detail names the fields.' },
  { name: 'CONFIGURATION GEOLOCATION DELETED', family, description: 'No geolocation service is configured any more.' },
  { name: 'CONFIGURATION MESSAGE TEMPLATE CHANGED', family, description: 'A template was written in a language, or taken away; the detail names the key and the language.' },
  { name: 'CONFIGURATION OUTGOING PROXY CHANGED', family, description: 'The proxy for connections to providers was configured, changed, or switched on or off; the detail names the fields.' },
  { name: 'CONFIGURATION OUTGOING PROXY DELETED', family, description: 'The proxy of the environment applies again.' },
  { name: 'CONFIGURATION GENERAL SETTINGS CHANGED', family, description: 'General settings were changed; the detail names them.' },
  { name: 'CONFIGURATION FEATURES CHANGED', family, description: 'Features were switched on or off; the detail names them.' },
] as const satisfies readonly EventDescription[];
