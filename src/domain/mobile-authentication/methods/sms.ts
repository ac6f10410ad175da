import { methodChannels } from '../../configuration/mobile-authentication-types/method-names.ts';
import type { MethodRules } from './method-rules.ts';

/** A six-digit code by text message, entered on the site. */
export const sms: MethodRules = {
  name: 'SMS',
  channel: methodChannels.SMS,
  decidedBy: 'code',
  requiredParameters: ['user_id'],
  refusedParameters: [],
  factors: [],
  namesDevice: false,
  switchedOff: (general) => (general.sms_authorisation_enabled ? undefined : 'sms_authentication_disabled'),
  missing: (prerequisites) => (prerequisites.phoneNumber ? undefined : 'phone_number_invalid'),
};
