import { z } from 'zod';
import { actionTokenSettings } from './action-tokens/settings.ts';
import { canonicalLocale } from './locale.ts';
import { smsSenderId } from './sms-gateway/sms-sender-id.ts';
import { pushEnrollmentModes } from './push-enrollment-modes.ts';
import { excludableEventTypes } from '../events/event-type.ts';

/** A language tag as it is stored. */
const supportedLocale = z.string().refine((tag) => canonicalLocale(tag) === tag);

/** General settings with their defaults (contract/mobile-authentication.md section 10). Stored only where they differ. */
// prettier-ignore
export const generalSettingsSchema = z.object({
  mobile_authentication_enabled: z.boolean().default(true).describe('Off: no user is asked anything (1000), and no phone enrols its keys or for push.'),
  enrollment_enabled: z.boolean().default(true).describe('Off: no further phone exchanges keys or enrols for push. Those that did go on.'),
  unique_pgp_keys_per_enrollment: z.boolean().default(false).describe('A server key pair of its own for every key enrolment that starts; slower.'),
  push_enrollment_enabled: z.boolean().default(true).describe('Off: no further phone enrols for push. Those that did go on.'),
  push_enrollment_mode: z.enum(pushEnrollmentModes).default('single_device')
    .describe('Phones of one user that may be enrolled for push in one application: one, one that a new one replaces, or any.'),
  push_enrollments_per_hour: z.number().int().min(1).max(100_000).default(30)
    .describe('Push enrolments and token updates that one profile may start in an hour.'),
  push_authorisation_enabled: z.boolean().default(true).describe('Off: types whose method is a push are refused (1000), or fall back.'),
  push_budget: z.number().int().min(0).max(100_000).default(10)
    .describe('Pushes to one user without an approval, in the window; then types fall back, or are refused (1102). 0 = any number.'),
  push_budget_window: z.number().int().min(10).max(86_400).default(600).describe('Seconds of that window, from its first push on.'),
  push_limit_per_hour: z.number().int().min(0).max(100_000).default(60).describe('Pushes to one user in an hour, approved or not. 0 = any number.'),
  push_freeze_minutes: z.number().int().min(0).max(43_200).default(60)
    .describe('Minutes in which nothing is pushed to a user who reported that a request was not theirs. 0 = reports freeze nothing.'),
  sms_authorisation_enabled: z.boolean().default(true)
    .describe('Off: types whose method is a text message are refused (3000), and nothing falls back to them.'),
  sms_limit_per_hour: z.number().int().min(0).max(100_000).default(0)
    .describe('Text messages to one phone number in an hour, resends among them; then types fall back, or are refused (1105). 0 = any number.'),
  geolocation_enabled: z.boolean().default(false)
    .describe('On: where an authentication was started is shown on the phone, from the `ip_address` and `user_agent` that the site sends.'),
  supported_locales: z.array(supportedLocale).min(1).max(100).refine((locales) => locales.includes('en') && new Set(locales).size === locales.length).default(['en', 'nl', 'fr', 'de'])
    .describe('Languages that templates are written in: tags in lower case, `en` among them. Who asks for another gets English.'),
  wrong_codes_per_user_per_day: z.number().int().min(10).max(1000).default(100)
    .describe('Codes of text messages that may be entered for one user in a day without a right one between them (1104), over all transactions.'),
  wrong_old_passwords: z.number().int().min(1).max(100).default(10)
    .describe('Wrong present passwords in a row that a person may give when they change theirs. One more disables them.'),
  callback_whitelist_enabled: z.boolean().default(false).describe('A push or an OTP names a callback endpoint that is configured, letter by letter (1100).'),
  general_sms_sender_id: smsSenderId.optional()
    .describe('Sender of text messages whose type names none: visible ASCII. Without it, COUNTERSIGN_TWILIO_FROM_NUMBER.'),
  message_max_length: z.number().int().min(1).max(2000).default(155).describe('Characters a message may have (1005).'),
  result_retention_hours: z.number().int().min(1).max(8760).default(24).describe('Hours a finished transaction can still be fetched.'),
  transaction_retention_days: z.number().int().min(1).max(3650).default(365)
    .describe('Days that finished transactions are kept, with their callbacks, receipts and idempotency keys; never shorter than `result_retention_hours`.'),
  push_enrollment_expires_in: z.number().int().min(10).max(3600).default(300).describe('Seconds a push enrolment waits for its confirmation.'),
  push_enrollment_max_resends: z.number().int().min(0).max(10).default(3).describe('Times the push of an enrolment is sent again on request.'),
  push_enrollment_max_attempts: z.number().int().min(1).max(20).default(5).describe('Wrong confirmations until a push enrolment has failed.'),
  access_token_lifetime: z.number().int().min(60).max(86_400).default(3600).describe('Seconds an access token lives.'),
  refresh_token_lifetime: z.number().int().min(3600).max(31_536_000).default(7_776_000)
    .describe('Seconds a refresh token lives, from the last rotation on: an app that is opened once in this time stays connected.'),
  refresh_retry_seconds: z.number().int().min(0).max(300).default(10)
    .describe('Seconds in which a phone whose refresh got no answer may repeat it with the same refresh token. 0 = every second use revokes the family.'),
  clock_skew_tolerance: z.number().int().min(5).max(300).default(60).describe('Seconds that the clocks of app and server may differ, either way.'),
  dpop_nonce_required: z.boolean().default(false).describe('Whether proofs of possession have to carry a nonce of the server (RFC 9449 section 8).'),
  signing_key_rotation_days: z.number().int().min(1).max(3650).default(90)
    .describe('Days that a signing key signs; then the next one does, which has been published for a day at least.'),
  client_assertion_jti_required: z.boolean().default(true)
    .describe('Whether an API client with `private_key_jwt` has to send a `jti` in each JWT. Off: one without may be used again until it expires, as the published contract has it.'),
  client_assertion_lifetime: z.number().int().min(30).max(3600).default(300)
    .describe('Seconds that the `exp` of a JWT of an API client may be ahead. The published contract allows 3600.'),
  registrations_per_address_per_hour: z.number().int().min(1).max(1_000_000).default(1000)
    .describe('App installations that an address (IPv4) or network of 64 bits (IPv6) may register in an hour.'),
  registrations_per_network_per_hour: z.number().int().min(1).max(1_000_000).default(5000)
    .describe('App installations that a network may register in an hour: 256 addresses (IPv4), or one of 48 bits (IPv6), which is what one subscriber may have.'),
  registrations_over_ipv6_per_hour: z.number().int().min(0).max(10_000_000).default(50_000)
    .describe('App installations that may register over IPv6 in an hour, all networks together: an attacker with very many of them cannot fill the database. 0 = any number.'),
  unconnected_device_hours: z.number().int().min(0).max(87_600).default(720)
    .describe('Hours after which an app installation is deleted that registered and never got a user; such an app registers again. 0 = never.'),
  person_activation_enabled: z.boolean().default(false)
    .describe('On: a person who is created is `inactive` until an activation. Off: they are active at once.'),
  ...actionTokenSettings,
  login_mobile_authentication_type: z.string().min(1).max(128).default('login')
    .describe('Type of mobile authentication by which people sign in with their phone: a push that asks for the verification code, for a level above 2 with PIN or fingerprint. Where there is no type of that name, no sign-in offers the phone.'),
  sign_in_phone_prefixes: z.array(z.string().regex(/^\+\d{1,15}$/)).max(300).default([])
    .describe('Beginnings of the phone numbers that sign-in codes are sent to, such as `+31`. None = every number.'),
  excluded_event_types: z.array(z.enum(excludableEventTypes)).default([])
    .describe('Types of events that are not written. Only successes of high volume can be left out (docs/events.md).'),
  event_retention_days: z.number().int().min(7).max(3650).default(365)
    .describe('Days that events are kept. They go by whole weeks, so some stay a week longer.'),
});

export type GeneralSettings = z.output<typeof generalSettingsSchema>;
