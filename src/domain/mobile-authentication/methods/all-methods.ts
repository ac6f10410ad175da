import { methodChannels, methodNames } from '../../configuration/mobile-authentication-types/method-names.ts';
import type { MethodName } from '../../configuration/mobile-authentication-types/method-names.ts';
import type { MethodRules } from './method-rules.ts';
import { otp } from './otp.ts';
import { pushWithCustomAuthenticator } from './push-with-custom-authenticator.ts';
import { pushWithFingerprint } from './push-with-fingerprint.ts';
import { pushWithPin } from './push-with-pin.ts';
import { push } from './push.ts';
import { sms } from './sms.ts';

/** The rules of every method by name. */
export const methodRules: Record<MethodName, MethodRules> = {
  PUSH: push,
  PUSH_WITH_PIN: pushWithPin,
  PUSH_WITH_FINGERPRINT: pushWithFingerprint,
  PUSH_WITH_CUSTOM_AUTHENTICATOR: pushWithCustomAuthenticator,
  SMS: sms,
  OTP: otp,
};

/** Methods that reach the user by a push. */
export const pushMethods: readonly MethodName[] = methodNames.filter((name) => methodChannels[name] === 'push');
