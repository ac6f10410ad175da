/** Methods of contract/mobile-authentication.md section 2. A new method adds its name and its file in methods/. */
export const methodNames = [
  'PUSH',
  'PUSH_WITH_PIN',
  'PUSH_WITH_FINGERPRINT',
  'PUSH_WITH_CUSTOM_AUTHENTICATOR',
  'SMS',
  'OTP',
] as const;
export type MethodName = (typeof methodNames)[number];

/** How a method reaches the user. */
export type MethodChannel = 'push' | 'sms' | 'otp';

export const methodChannels: Record<MethodName, MethodChannel> = {
  PUSH: 'push',
  PUSH_WITH_PIN: 'push',
  PUSH_WITH_FINGERPRINT: 'push',
  PUSH_WITH_CUSTOM_AUTHENTICATOR: 'push',
  SMS: 'sms',
  OTP: 'otp',
};

/** The lower-case form in which answers name a method (`auth_method`, `authentication_method`). */
export function wireMethod(method: MethodName): Lowercase<MethodName> {
  return method.toLowerCase() as Lowercase<MethodName>;
}
