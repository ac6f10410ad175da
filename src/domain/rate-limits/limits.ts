import type { ErrorCode } from '../../errors/error-catalogue.ts';

/** What stops guessing and flooding, in one place: docs/limits.md is generated from it, and code that enforces a limit takes its numbers from here. */
export interface Limit {
  /** What is counted or measured. */
  counts: string;
  /** For what there is a count of its own. */
  per: string;
  /** How many, or how much: a number, else the general setting that says so, or the field of the configuration. */
  most: number | { setting: string } | { field: string; of: string };
  /** What `most` is a number of. */
  unit: 'times' | 'seconds' | 'bytes' | 'at once';
  /** Seconds from the first one on in which it counts. Without: for as long as there is what it is counted for. */
  within?: number | { setting: string };
  /** What comes of it beyond the limit: a refusal ... */
  refuses?: ErrorCode;
  /** ... or something else. */
  instead?: string;
}

const minute = 60;
const hour = 3600;
const day = 24 * hour;
const noEvent = 'refused as before, without an event';

/** Counters in PostgreSQL, which hold for all replicas together. The name begins the key in the table `rate_limit`. */
// prettier-ignore
export const rateLimits = {
  'client-secret:client': { counts: 'wrong secrets of API clients', per: 'client at an address (IPv6: /48)', most: 20, unit: 'times', within: 10 * minute, refuses: 'invalid_client', instead: 'with `Retry-After`; not for a client that was right there in the last 30 days' },
  'client-secret:address': { counts: 'wrong secrets of API clients', per: 'address (IPv6: /48)', most: 100, unit: 'times', within: 10 * minute, refuses: 'invalid_client', instead: 'with `Retry-After`; not for a client that was right there in the last 30 days' },
  'authentication-start:address': { counts: 'sign-ins that are started', per: 'address (IPv6: /64)', most: 300, unit: 'times', within: 10 * minute, refuses: 'slow_down', instead: 'not for this machine itself' },
  'authentication-try:address': { counts: 'tries to prove a factor in a sign-in', per: 'address (IPv6: /64)', most: 300, unit: 'times', within: 10 * minute, refuses: 'slow_down', instead: 'not for this machine itself' },
  'authorization-request:address': { counts: 'requests for a sign-in at the authorization endpoint or for a device, for the page of its code, and for signing out', per: 'address (IPv6: /64)', most: 300, unit: 'times', within: minute, refuses: 'slow_down', instead: 'not for this machine itself' },
  'undo-change:address': { counts: 'links of mails that undo a change', per: 'address (IPv6: /64)', most: 60, unit: 'times', within: 10 * minute, refuses: 'slow_down', instead: 'not for this machine itself' },
  'sign-in-send:destination': { counts: 'sign-in codes that are sent', per: 'e-mail address or phone number, a person\'s or not', most: 5, unit: 'times', within: hour, refuses: 'send_limit_reached' },
  'sign-in-send:address': { counts: 'sign-in codes that are sent', per: 'address (IPv6: /64)', most: 20, unit: 'times', within: hour, refuses: 'send_limit_reached', instead: 'not for this machine itself' },
  'sign-in-send:prefix': { counts: 'sign-in codes that are sent', per: 'block of ten thousand phone numbers, which differ in their last four digits', most: 60, unit: 'times', within: hour, refuses: 'send_limit_reached', instead: 'not for a known device of the person' },
  'contact-send:person': { counts: 'codes to addresses and numbers that are added or removed', per: 'person', most: 10, unit: 'times', within: hour, refuses: 'send_limit_reached' },
  'phone-code:person': { counts: 'codes with which a person connects a phone, asked for in their account', per: 'person', most: 10, unit: 'times', within: hour, refuses: 'slow_down' },
  'method-change-mails:person': { counts: 'changes of sign-in methods that are mailed', per: 'person', most: 20, unit: 'times', within: hour, instead: 'the change is made and recorded, without a mail' },
  'missing-scope': { counts: 'calls without the scope they need', per: 'API client', most: 200, unit: 'times', within: hour, instead: noEvent },
  'operator-session:address': { counts: 'invalid tokens of operators', per: 'address (IPv6: /64)', most: 10, unit: 'times', within: 10 * minute, instead: noEvent },
  'access-denied:operator': { counts: 'calls that the role does not allow', per: 'operator', most: 200, unit: 'times', within: hour, instead: noEvent },
  'callback-replay:transaction': { counts: 'replays of callbacks', per: 'transaction', most: 10, unit: 'times', within: minute, refuses: 'slow_down' },
  'callback-replay:operator': { counts: 'replays of callbacks', per: 'operator', most: 120, unit: 'times', within: minute, refuses: 'slow_down' },
  'channel-test:operator': { counts: 'tests of a channel or an endpoint', per: 'operator and channel', most: 10, unit: 'times', within: 10 * minute, refuses: 'slow_down' },
  'registration:address': { counts: 'registrations of app installations', per: 'address (IPv6: /64)', most: { setting: 'registrations_per_address_per_hour' }, unit: 'times', within: hour, refuses: 'slow_down' },
  'registration:network': { counts: 'registrations of app installations', per: 'network (IPv4: /24, IPv6: /48)', most: { setting: 'registrations_per_network_per_hour' }, unit: 'times', within: hour, refuses: 'slow_down' },
  'registration:ipv6': { counts: 'registrations of app installations over IPv6', per: 'installation of Countersign', most: { setting: 'registrations_over_ipv6_per_hour' }, unit: 'times', within: hour, refuses: 'slow_down' },
  'pushed-request:address': { counts: 'pushed authorization requests, and requests for a sign-in without a browser', per: 'address (IPv6: /64)', most: 600, unit: 'times', within: minute, refuses: 'slow_down', instead: 'not for this machine itself' },
  'client-registration:address': { counts: 'requests by which clients register themselves, and manage that', per: 'address (IPv6: /64)', most: 120, unit: 'times', within: 10 * minute, refuses: 'slow_down', instead: 'not for this machine itself' },
  'backchannel-request:person': { counts: 'sign-ins without a browser that were not approved', per: 'client and hint, and client and person', most: 5, unit: 'times', within: 10 * minute, instead: 'no phone is asked, and the client is answered as if the person had refused; with another hint of the person, as if they did not answer' },
  'backchannel-user-code:person': { counts: 'wrong user codes of sign-ins without a browser', per: 'person over all clients, or hint of no person', most: 10, unit: 'times', within: 15 * minute, instead: '`invalid_user_code`, also for the right one; nothing else of the person is locked' },
  'backchannel-request:poll': { counts: 'token requests of a client before the person has decided', per: 'request', most: 1, unit: 'times', within: 4, instead: '`slow_down` at the token endpoint' },
  'device-code:address': { counts: 'wrong codes of devices', per: 'address (IPv6: /64)', most: 20, unit: 'times', within: 10 * minute, refuses: 'slow_down' },
  'device-code:poll': { counts: 'token requests of a device before the person has decided', per: 'device code', most: 1, unit: 'times', within: 4, instead: '`slow_down` at the token endpoint' },
  'enrollment-code:client': { counts: 'wrong enrolment codes', per: 'app installation', most: 10, unit: 'times', within: 10 * minute, refuses: 'slow_down' },
  'enrollment-code:address': { counts: 'wrong enrolment codes', per: 'address (IPv6: /64)', most: 100, unit: 'times', within: 10 * minute, refuses: 'slow_down' },
  'enrollment-refusals': { counts: 'refused enrolments of keys or for push', per: 'user on a phone, or address (IPv6: /64) without one', most: 100, unit: 'times', within: hour, instead: noEvent },
  'app-refusal': { counts: 'refusals of apps that changed nothing', per: 'app installation', most: 200, unit: 'times', within: hour, instead: noEvent },
  'refused-caller': { counts: 'proofs that do not fit a real token, registration or installation', per: 'app installation', most: 60, unit: 'times', within: hour, instead: noEvent },
  'otp-claim:profile': { counts: 'wrong OTPs', per: 'user on a phone', most: 30, unit: 'times', within: 10 * minute, refuses: 'slow_down' },
  'push-enrollment:profile': { counts: 'starts of push enrolments and token updates', per: 'user on a phone', most: { setting: 'push_enrollments_per_hour' }, unit: 'times', within: hour, refuses: 'slow_down' },
  'push-budget': { counts: 'pushes without an approval', per: 'user', most: { setting: 'push_budget' }, unit: 'times', within: { setting: 'push_budget_window' }, refuses: 'push_budget_spent', instead: 'unless the type falls back' },
  'push-hour': { counts: 'pushes', per: 'user', most: { setting: 'push_limit_per_hour' }, unit: 'times', within: hour, refuses: 'push_budget_spent', instead: 'unless the type falls back' },
  'sms:number': { counts: 'text messages', per: 'phone number', most: { setting: 'sms_limit_per_hour' }, unit: 'times', within: hour, refuses: 'sms_limit_reached', instead: 'unless the type falls back' },
  'sms-code:user': { counts: 'codes of text messages without a right one between them', per: 'user, over all transactions', most: { setting: 'wrong_codes_per_user_per_day' }, unit: 'times', within: day, refuses: 'too_many_codes' },
  'sign-in-guess': { counts: 'guesses at a sign-in method', per: 'user and method, and for each known device of the user', most: 10, unit: 'times', within: 15 * minute, refuses: 'slow_down', instead: 'of a code that was sent: the answer to a wrong one, and no further one is sent' },
  'sign-in-code-failures': { counts: 'sign-in codes that are typed without a right one between them', per: 'user and method; known devices of the user together have a count of their own', most: 100, unit: 'times', within: 365 * day, instead: 'no code is the right one there, and none is sent, until an operator unlocks the user' },
  'credentials-refused:client': { counts: 'credentials that are wrong', per: 'API client', most: 300, unit: 'times', within: minute, refuses: 'slow_down' },
  'action-token-refused:client': { counts: 'action tokens that are not valid', per: 'API client', most: 300, unit: 'times', within: minute, refuses: 'slow_down' },
  'action-token-refused:address': { counts: 'action tokens that are not valid', per: 'address (IPv6: /64)', most: 60, unit: 'times', within: 10 * minute, refuses: 'slow_down', instead: 'not for this machine itself' },
  'app-to-web:user': { counts: 'addresses that sign a browser in, for an app', per: 'user', most: 60, unit: 'times', within: hour, refuses: 'slow_down' },
  'action-token-mails:person': { counts: 'mails with action tokens', per: 'person', most: 10, unit: 'times', within: hour, refuses: 'slow_down' },
  'link-request:address': { counts: 'requests for a new link', per: 'address (IPv6: /64)', most: 20, unit: 'times', within: 10 * minute, refuses: 'slow_down', instead: 'not for this machine itself' },
  'link-request:email': { counts: 'requests for a new link, whether there is such a person or not', per: 'e-mail address', most: 5, unit: 'times', within: hour, refuses: 'slow_down' },
  'delivery-report-refusals': { counts: 'refused reports on text messages', per: 'address (IPv6: /64)', most: 20, unit: 'times', within: hour, instead: noEvent },
} as const satisfies Record<string, Limit>;

/** Counters of each process, for what would cost more to count elsewhere than it is to save. */
// prettier-ignore
export const processLimits = {
  'authentication-failures:client': { counts: 'failed authentications at the REST API', per: 'API client, and process', most: 600, unit: 'times', within: minute, instead: noEvent },
  'authentication-failures:address': { counts: 'failed authentications at the REST API', per: 'API client at an address (IPv6: /64), and process', most: 60, unit: 'times', within: minute, instead: noEvent },
  'updates-waiting': { counts: 'answers, codes and cancellations that wait for those before them', per: 'transaction or enrolment, and process', most: 48, unit: 'at once', refuses: 'engine_unreachable' },
  'passwords-waiting': { counts: 'passwords that wait to be hashed or compared', per: 'process', most: 16, unit: 'at once', refuses: 'busy' },
  'flow-watchers': { counts: 'streams and waiting status requests of a sign-in', per: 'flow, and process', most: 8, unit: 'at once', instead: 'the oldest ends; a waiting request is answered with where the sign-in stands' },
  'streams-open': { counts: 'streams of open transactions', per: 'user on a phone, and process', most: 8, unit: 'at once', instead: 'the oldest ends' },
} as const satisfies Record<string, Limit>;

/** Tries, sizes and lifetimes. */
// prettier-ignore
export const bounds = {
  'wrong-verification-codes': { counts: 'wrong verification codes', per: 'transaction', most: 3, unit: 'times', refuses: 'transaction_closed', instead: 'the transaction has failed' },
  'wrong-codes': { counts: 'wrong codes of a text message', per: 'transaction', most: { field: 'max_allowed_attempts', of: 'type' }, unit: 'times', refuses: 'transaction_not_open', instead: 'the transaction has failed' },
  'code-resends': { counts: 'resends of a text message', per: 'transaction', most: { field: 'max_allowed_resends', of: 'type' }, unit: 'times', refuses: 'resend_limit_reached' },
  'transaction-lifetime': { counts: 'age of a transaction', per: 'transaction', most: { field: 'request_expires_in', of: 'type' }, unit: 'seconds', refuses: 'transaction_closed', instead: 'the transaction has expired' },
  'wrong-pins': { counts: 'wrong PINs in a row', per: 'user on a phone', most: { field: 'max_pin_attempts', of: 'application' }, unit: 'times', refuses: 'user_disconnected', instead: 'the user is disconnected from the phone' },
  'push-enrollment-attempts': { counts: 'wrong confirmations of a push enrolment', per: 'push enrolment', most: { setting: 'push_enrollment_max_attempts' }, unit: 'times', refuses: 'push_enrollment_expired', instead: 'the enrolment has failed' },
  'push-enrollment-resends': { counts: 'resends of the push of an enrolment', per: 'push enrolment', most: { setting: 'push_enrollment_max_resends' }, unit: 'times', refuses: 'resend_limit_reached' },
  'push-enrollment-lifetime': { counts: 'age of a push enrolment', per: 'push enrolment', most: { setting: 'push_enrollment_expires_in' }, unit: 'seconds', refuses: 'push_enrollment_expired' },
  'enrollment-code-lifetime': { counts: 'age of an enrolment code', per: 'code', most: 10 * minute, unit: 'seconds', instead: '`invalid_grant` at the token endpoint' },
  'backchannel-request-lifetime': { counts: 'age of a request for a sign-in without a browser', per: 'request', most: 10 * minute, unit: 'seconds', instead: '`expired_token` at the token endpoint' },
  'device-code-lifetime': { counts: 'age of a device code', per: 'code', most: 10 * minute, unit: 'seconds', instead: '`expired_token` at the token endpoint' },
  'proof-age': { counts: 'age of a DPoP proof, and how far ahead it may be', per: 'proof', most: { setting: 'clock_skew_tolerance' }, unit: 'seconds', refuses: 'invalid_dpop_proof' },
  'assertion-lifetime': { counts: 'how far the `exp` of an API client\'s JWT is ahead', per: 'JWT', most: { setting: 'client_assertion_lifetime' }, unit: 'seconds', refuses: 'invalid_client' },
  'access-token-lifetime': { counts: 'age of an access token', per: 'token', most: { setting: 'access_token_lifetime' }, unit: 'seconds', refuses: 'invalid_token' },
  'refresh-token-lifetime': { counts: 'age of a refresh token', per: 'token', most: { setting: 'refresh_token_lifetime' }, unit: 'seconds', instead: '`invalid_grant` at the token endpoint' },
  'refresh-retry': { counts: 'time in which a refresh may be repeated with the same token', per: 'refresh token', most: { setting: 'refresh_retry_seconds' }, unit: 'seconds', instead: 'the whole family is revoked' },
  'passkey-challenge-lifetime': { counts: 'age of the challenge of a passkey', per: 'challenge', most: 5 * minute, unit: 'seconds', refuses: 'assertion_invalid' },
  'method-proof-tries': { counts: 'wrong proofs that a sign-in method works', per: 'method that is added', most: 5, unit: 'times', refuses: 'method_unknown' },
  'method-proof-lifetime': { counts: 'age of a sign-in method that is not verified', per: 'method that is added', most: 10 * minute, unit: 'seconds', refuses: 'method_unknown' },
  'undo-link-lifetime': { counts: 'age of the link that undoes a change of sign-in methods', per: 'change', most: 72 * hour, unit: 'seconds', refuses: 'undo_link_invalid' },
  'operator-proof-age': { counts: 'age of the sign-in that an operator needs to give or take a way in', per: 'operator', most: 10 * minute, unit: 'seconds', refuses: 'insufficient_user_authentication' },
  'self-service-proof-age': { counts: 'age of the sign-in that a serious change of one\'s own account needs', per: 'person', most: 10 * minute, unit: 'seconds', refuses: 'insufficient_user_authentication' },
  'sign-in-failures': { counts: 'wrong tries in a row at a sign-in method that can be guessed', per: 'user and method; known devices of the user together have a count of their own', most: 100, unit: 'times', instead: 'the method is locked there until an operator unlocks the user' },
  'known-client-address': { counts: 'time since a client was right at an address, for which wrong secrets from there do not block it', per: 'client at an address (IPv6: /48)', most: 30 * day, unit: 'seconds', instead: 'it is counted like any other' },
  'browser-accounts': { counts: 'accounts that a browser can choose among', per: 'browser', most: 5, unit: 'at once', instead: 'the one not used for the longest time is signed out and forgotten' },
  'flow-lifetime': { counts: 'age of a sign-in', per: 'flow', most: 10 * minute, unit: 'seconds', refuses: 'flow_expired' },
  'sign-in-code-tries': { counts: 'codes that are typed', per: 'challenge of a sign-in', most: 5, unit: 'times', refuses: 'attempts_exceeded', instead: 'the method is not offered in this flow any more' },
  'sign-in-code-resends': { counts: 'resends of a sign-in code', per: 'challenge of a sign-in', most: 3, unit: 'times', refuses: 'flow_resend_limit_reached' },
  'sign-in-resend-pause': { counts: 'time between two resends', per: 'challenge of a sign-in', most: 30, unit: 'seconds', refuses: 'flow_resend_limit_reached' },
  'sign-in-code-lifetime': { counts: 'age of a sign-in code', per: 'challenge of a sign-in', most: 10 * minute, unit: 'seconds', refuses: 'code_expired' },
  'activation-code-tries': { counts: 'wrong activation codes', per: 'action token', most: 5, unit: 'times', refuses: 'action_token_invalid', instead: 'the token is used up' },
  'action-token-lifetime': { counts: 'age of an action token', per: 'token', most: { setting: 'action_token_lifetime' }, unit: 'seconds', refuses: 'action_token_invalid' },
  'invitation-lifetime': { counts: 'age of an invitation', per: 'token', most: 7 * day, unit: 'seconds', refuses: 'action_token_invalid' },
  'administrator-link-lifetime': { counts: 'age of the link of `ops administrators`', per: 'token', most: hour, unit: 'seconds', refuses: 'action_token_invalid' },
  'app-to-web-lifetime': { counts: 'age of the address that signs a browser in, for an app', per: 'token', most: minute, unit: 'seconds', refuses: 'action_token_invalid' },
  'login-token-lifetime': { counts: 'age of the token that signs a browser in after its site processed another one', per: 'token', most: minute, unit: 'seconds', refuses: 'action_token_invalid' },
  'action-token-repetition': { counts: 'time after its end in which the same caller gets the answer of an action token again', per: 'token', most: minute, unit: 'seconds', refuses: 'action_token_invalid' },
  'request-body': { counts: 'size of a body', per: 'request', most: 64 * 1024, unit: 'bytes', refuses: 'body_too_large' },
  'configuration-file': { counts: 'size of a file of the whole configuration', per: 'request', most: 2 * 1024 * 1024, unit: 'bytes', refuses: 'body_too_large' },
  'request-headers': { counts: 'size of all headers', per: 'request', most: 16 * 1024, unit: 'bytes', instead: '431, without a body' },
} as const satisfies Record<string, Limit>;

type RateLimits = typeof rateLimits;
export type RateLimitName = keyof RateLimits;

type SettingOf<Amount> = Amount extends { setting: infer Name extends string } ? Name : never;
/** The general settings that a rate limit takes its numbers from. */
type SettingsOf<Name extends RateLimitName> =
  | SettingOf<RateLimits[Name]['most']>
  | SettingOf<RateLimits[Name]['within']>;

/**
 * The numbers of a rate limit, as they are in force.
 * @param general settings; only where the limit has numbers from there.
 */
export function rateLimit<Name extends RateLimitName>(
  name: Name,
  ...[general]: [SettingsOf<Name>] extends [never] ? [] : [general: Readonly<Record<SettingsOf<Name>, number>>]
): { name: Name; points: number; duration: number } {
  const { most, within }: { most: Limit['most']; within: number | { setting: string } } = rateLimits[name];
  const settings: Readonly<Record<string, number>> = general ?? {};
  const valueOf = (amount: number | { setting: string }) =>
    typeof amount === 'number' ? amount : (settings[amount.setting] as number);
  return { name, points: valueOf(most), duration: valueOf(within) };
}
