import type { MethodRules } from './method-rules.ts';
import { pushWithPin } from './push-with-pin.ts';

/** A push that is approved with the fingerprint, or with the PIN that every fingerprint falls back to. */
export const pushWithFingerprint: MethodRules = {
  ...pushWithPin,
  name: 'PUSH_WITH_FINGERPRINT',
  factors: ['fingerprint', 'pin'],
};
