import { z } from 'zod';
import { smsSenderId } from '../mobile-authentication/sms-sender-id.ts';
import { operatorRoles } from '../operators/roles.ts';
import { pushEnrollmentModes } from '../push-enrollment/place.ts';
import { excludableEventTypes } from '../events/event-type.ts';

/** General settings with their defaults (contract/mobile-authentication.md section 10). Stored only where they differ. */
export const generalSettingsSchema = z.object({
  mobile_authentication_enabled: z.boolean().default(true),
  enrollment_enabled: z.boolean().default(true),
  /** A server key pair of its own for every key enrolment that starts; slower. */
  unique_pgp_keys_per_enrollment: z.boolean().default(false),
  push_enrollment_enabled: z.boolean().default(true),
  /** Phones of one user that may be enrolled for push in one application: one, one that a new one replaces, or any. */
  push_enrollment_mode: z.enum(pushEnrollmentModes).default('single_device'),
  /** Push enrolments and token updates that one profile may start in an hour. */
  push_enrollments_per_hour: z.number().int().min(1).max(100_000).default(30),
  push_authorisation_enabled: z.boolean().default(true),
  sms_authorisation_enabled: z.boolean().default(true),
  callback_whitelist_enabled: z.boolean().default(false),
  general_sms_sender_id: smsSenderId.optional(),
  /** Characters. */
  message_max_length: z.number().int().min(1).max(2000).default(155),
  /** Hours a finished transaction can still be fetched. */
  result_retention_hours: z.number().int().min(1).max(8760).default(24),
  /** Seconds a push enrolment waits for its confirmation. */
  push_enrollment_expires_in: z.number().int().min(10).max(3600).default(300),
  push_enrollment_max_resends: z.number().int().min(0).max(10).default(3),
  push_enrollment_max_attempts: z.number().int().min(1).max(20).default(5),
  /** Seconds an access token lives. */
  access_token_lifetime: z.number().int().min(60).max(86_400).default(3600),
  /** Seconds a refresh token lives, from the last rotation on: an app that is opened once in this time stays connected. */
  refresh_token_lifetime: z.number().int().min(3600).max(31_536_000).default(7_776_000),
  /** Seconds that the clocks of app and server may differ, either way. */
  clock_skew_tolerance: z.number().int().min(5).max(300).default(60),
  /** Whether proofs of possession have to carry a nonce of the server's (RFC 9449 section 8). */
  dpop_nonce_required: z.boolean().default(false),
  /** App installations that an address (IPv4) or network of 64 bits (IPv6) may register in an hour. */
  registrations_per_address_per_hour: z.number().int().min(1).max(1_000_000).default(1000),
  /** Roles of operators, besides ADMIN, who may disconnect, revoke and delete devices of users, their tokens and consents. */
  device_modification_roles: z.array(z.enum(operatorRoles)).default(['ADMIN']),
  /** Minutes an operator's session may lie idle. */
  operator_session_idle_minutes: z.number().int().min(1).max(480).default(30),
  /** Hours an operator's session lasts however much it is used. */
  operator_session_hours: z.number().int().min(1).max(24).default(8),
  /** Types of events that are not written. Only successes of high volume can be left out (docs/events.md). */
  excluded_event_types: z.array(z.enum(excludableEventTypes)).default([]),
  /** Days that events are kept. They go by whole weeks, so some stay a week longer. */
  event_retention_days: z.number().int().min(7).max(3650).default(365),
});

export type GeneralSettings = z.output<typeof generalSettingsSchema>;
