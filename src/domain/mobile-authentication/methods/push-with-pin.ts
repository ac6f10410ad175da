import type { MethodRules } from './method-rules.ts';
import { push } from './push.ts';

/** A push that is approved with the PIN. It needs a user who is still connected, not just an enrolled app. */
export const pushWithPin: MethodRules = {
  ...push,
  name: 'PUSH_WITH_PIN',
  factors: ['pin'],
  missing: ({ pushEnrolled, factorReady }) =>
    pushEnrolled && factorReady ? undefined : 'no_authentication_possibilities',
};
