import type { EventDescription } from './event-description.ts';

const family = 'Persons';

/** People and their profiles. The detail names fields and codes, never a value. */
// prettier-ignore
export const personEvents = [
  { name: 'PERSON CREATED', family, description: 'A person was created; the detail names the fields that were given.' },
  { name: 'PERSON CHANGED', family, description: 'A person was changed, or a user got a profile; the detail names the fields.' },
  { name: 'PERSON DELETED', family, description: 'A person was deleted, with everything of theirs.' },
  { name: 'PERSON DISABLED', family, description: 'A person was disabled: their tokens and sessions are gone, and their phones are asked nothing.' },
  { name: 'PERSON ENABLED', family, description: 'A person who was disabled, or not yet active, is active.' },
  { name: 'PERSON PASSWORD EXPIRED', family, description: 'An operator has a person change their password at the next sign-in.' },
  { name: 'PERSON SIGNED OUT', family, description: 'An operator signed a person out of every browser; each session has its own event.' },
  { name: 'PERSON UNLOCKED', family, description: 'An operator opened what wrong codes and a report had locked for a user.' },
  { name: 'ROLE GIVEN', family, description: 'A person got a hub role, which the detail names.' },
  { name: 'ROLE TAKEN', family, description: 'A hub role was taken from a person; the detail names it.' },
  { name: 'ROLE CHANGE REFUSED', family, description: 'A hub role was not given or not taken; the detail is the code.' },
  { name: 'PERSONS SEARCHED', family, description: 'People were listed or searched; the detail is how many were shown.', excludable: true },
  { name: 'PERSON READ', family, description: 'The profile of a person was read.', excludable: true },
  { name: 'PERSON CHANGE REFUSED', family, description: 'A person was not created, changed or deleted; the detail is the code.' },
  { name: 'CREDENTIALS VALIDATED', family, description: 'A site compared the password of a person over the Credentials API, and it was right.' },
  { name: 'CREDENTIALS REFUSED', family, description: 'The same, and it was not; the detail is `unknown`, `wrong` or `user_not_active`.' },
] as const satisfies readonly EventDescription[];
