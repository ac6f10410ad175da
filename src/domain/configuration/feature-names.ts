import type { GeneralSettings } from './general-settings.ts';

/** Switches for whole parts of the product: general settings with an API of their own. */
export const featureNames = [
  'mobile_authentication_enabled',
  'enrollment_enabled',
  'push_enrollment_enabled',
  'push_authorisation_enabled',
  'sms_authorisation_enabled',
  'geolocation_enabled',
] as const satisfies readonly (keyof GeneralSettings)[];
