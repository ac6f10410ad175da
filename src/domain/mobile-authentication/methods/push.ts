import { methodChannels } from '../../configuration/mobile-authentication-types/method-names.ts';
import type { MethodRules } from './method-rules.ts';

/** A push to one enrolled phone, approved or refused there. */
export const push: MethodRules = {
  name: 'PUSH',
  channel: methodChannels.PUSH,
  decidedBy: 'app',
  requiredParameters: ['user_id', 'phone', 'callback_uri'],
  refusedParameters: [],
  factors: [],
  namesDevice: true,
  switchedOff: (general) => (general.push_authorisation_enabled ? undefined : 'mobile_authentication_disabled'),
  missing: ({ pushEnrolled }) => (pushEnrolled ? undefined : 'no_authentication_possibilities'),
};
