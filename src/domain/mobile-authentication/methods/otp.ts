import { methodChannels } from '../../configuration/mobile-authentication-types/method-names.ts';
import type { MethodRules } from './method-rules.ts';

/**
 * A long code that the site shows, as a QR code or a link. The first enrolled app that claims it decides for its user. The
 * site does not know the user in advance and names none.
 */
export const otp: MethodRules = {
  name: 'OTP',
  channel: methodChannels.OTP,
  decidedBy: 'app',
  requiredParameters: ['callback_uri'],
  refusedParameters: ['user_id'],
  factors: [],
  namesDevice: false,
  switchedOff: () => undefined,
  missing: () => undefined,
};
