import type { EventDescription } from './event-description.ts';

const family = 'Action tokens';

/** Action tokens, by their id: the token itself is in no event. */
// prettier-ignore
export const actionTokenEvents = [
  { name: 'ACTION TOKEN CREATED', family, description: 'An action token was created; the detail names its actions.' },
  { name: 'ACTION TOKEN NOT CREATED', family, description: 'An action token was refused; the detail is the code.' },
  { name: 'ACTION TOKEN PROCESSED', family, description: 'All actions of a token were performed; the detail names them.' },
  { name: 'ACTION TOKEN FAILED', family, description: 'An action of a token failed, and those before it were undone; the detail names it and the code.' },
  { name: 'ACTION TOKEN REFUSED', family, description: 'A token was sent that is not valid or cannot be used; the detail is the code.' },
  { name: 'ACTION TOKENS REVOKED', family, description: 'Open tokens of a person were revoked; the detail is how many.' },
  { name: 'ACTION TOKENS READ', family, description: 'Open tokens of a person were listed, without their values.', excludable: true },
  { name: 'PERSON ACTIVATED', family, description: 'A person was activated by an action token; the detail is the method.' },
  { name: 'PERSON ACTIVATION UNDONE', family, description: 'A person is inactive again, as a later action of their token failed.' },
  { name: 'EXTERNAL IDENTITY COUPLED', family, description: 'An account at an identity provider was coupled by an action token; the detail is the provider.' },
  { name: 'EXTERNAL IDENTITY UNCOUPLED', family, description: 'That coupling was undone, as a later action of the token failed.' },
  { name: 'PERSON INVITED', family, description: 'An operator had a person mailed the link that activates their account; the subject is the action token.' },
  { name: 'APP TO WEB SSO STARTED', family, description: 'An app got an address that signs a browser in as its user; the subject is the action token.' },
  { name: 'APP TO WEB SSO REFUSED', family, description: 'An app got none; the detail is the code.' },
  { name: 'APP TO WEB SSO COMPLETED', family, description: 'Such an address was used by a browser; the subject is the action token.' },
] as const satisfies readonly EventDescription[];
