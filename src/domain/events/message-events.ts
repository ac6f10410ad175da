import type { EventDescription } from './event-description.ts';

/** Mails and messages that stand for themselves. The detail names channel and template; an event never says to whom, or what. */
// prettier-ignore
export const messageEvents = [
  { name: 'MESSAGE SENT', family: 'Messages', description: "A mail or message was handed to its provider. With `outcome_unknown` its sender died before the provider's answer was written down; a second one would be worse." },
  { name: 'MESSAGE FAILED', family: 'Messages', description: 'A mail or message cannot be sent; the detail names the code.' },
  { name: 'MESSAGE EXPIRED', family: 'Messages', description: 'A mail or message could not be sent before it was too late.' },
  { name: 'MESSAGE DELIVERED', family: 'Messages', description: 'The provider says that a message arrived.' },
  { name: 'MESSAGE NOT DELIVERED', family: 'Messages', description: "The provider says that a message did not arrive; the detail has the provider's code." },
  { name: 'MESSAGES READ', family: 'Messages', description: 'An operator read what became of the messages to a user, or of one message to them: never what was said.' },
] as const satisfies readonly EventDescription[];
