import type { MethodRules } from './method-rules.ts';
import { pushWithPin } from './push-with-pin.ts';

/** A push that is approved with a custom authenticator, or with the PIN. */
export const pushWithCustomAuthenticator: MethodRules = {
  ...pushWithPin,
  name: 'PUSH_WITH_CUSTOM_AUTHENTICATOR',
  factors: ['custom', 'pin'],
};
