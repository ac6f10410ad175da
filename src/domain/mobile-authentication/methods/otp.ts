import type { MethodRules } from './method-rules.ts';

/**
 * A long code that the site shows, as a QR code or a link: whichever enrolled app presents it decides for its user. The
 * site does not know who that will be, so it names nobody.
 */
export const otp: MethodRules = {
  name: 'OTP',
  channel: 'otp',
  decidedBy: 'app',
  requiredParameters: ['callback_uri'],
  refusedParameters: ['user_id'],
  factors: [],
  namesDevice: false,
  switchedOff: () => undefined,
  missing: () => undefined,
};
