import type { EventDescription } from './event-description.ts';

const family = 'Sign-in methods';

/** What people prove themselves by. The detail begins with the type and never holds a secret, a code or an address. */
// prettier-ignore
export const signInMethodEvents = [
  { name: 'METHOD ADDED', family, description: 'A sign-in method of a person is active; the detail is its type.' },
  { name: 'METHOD CHANGED', family, description: 'A sign-in method of a person has another secret; the detail is its type.' },
  { name: 'METHOD MADE PRIMARY', family, description: 'A person chose a verified address or number as the one that is used first; the detail is its type.' },
  { name: 'METHOD LOCKED', family, description: 'Wrong tries in a row have locked a sign-in method; the detail is its type, and where.' },
  { name: 'METHOD RENAMED', family, description: 'A person gave a sign-in method another name; the detail is its type.' },
  { name: 'METHOD REMOVED', family, description: 'A sign-in method was removed: by a proof of it, before it was verified, as it was reported lost a day before, or with a change that was undone; the detail is its type.' },
  { name: 'METHOD RESET', family, description: 'An operator took a sign-in method from a person, without a proof of it; the detail is its type.' },
  { name: 'METHOD REPORTED LOST', family, description: 'A person said that they lost a sign-in method: it is removed after a day, unless they keep it; the detail is its type.' },
  { name: 'METHOD KEPT', family, description: 'A sign-in method that was said to be lost stays; the detail is its type.' },
  { name: 'METHOD CHANGE UNDONE', family, description: 'A person said, by the link of a mail, that a change of their sign-in methods was not theirs: it is as before, and their sessions have ended; the detail is the type, and what the change was.' },
  { name: 'USER CODE CHANGED', family, description: 'A person set the code for sign-ins without a browser (CIBA), the first or another one.' },
  { name: 'USER CODE REMOVED', family, description: 'A person has no code for sign-ins without a browser any more.' },
  { name: 'CERTIFICATE EXPIRES', family, description: 'A certificate with which a person signs in ends soon, and they were mailed; the detail has the days that are left: 30, 7 or 1.' },
  { name: 'PASSKEY COUNTER WENT BACK', family, description: 'Alert: a valid signature of a passkey came with a counter that was used before, as its key was copied. It signed in nothing.' },
] as const satisfies readonly EventDescription[];
