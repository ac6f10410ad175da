/**
 * How many phones of one user may be enrolled for push in one application (spec "Configure enrollment for mobile
 * authentication with push rules").
 */
export const pushEnrollmentModes = ['single_device', 'override_allowed', 'multiple_devices'] as const;
export type PushEnrollmentMode = (typeof pushEnrollmentModes)[number];
