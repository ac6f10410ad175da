import type { ErrorDescription } from './error-description.ts';

const website = ['website'] as const;

/** Refusals of the mobile authentication API: contract/mobile-authentication.md section 4. */
// prettier-ignore
export const websiteErrors = [
  { code: 'mobile_authentication_disabled', wireCode: '1000', httpStatus: 404, message: 'Mobile authentication is disabled.', surfaces: website, description: 'The feature is off.' },
  { code: 'no_authentication_possibilities', wireCode: '1001', wireError: 'not_found', httpStatus: 404, message: 'No authentication possibilities, or the user was not found.', surfaces: website, description: 'Unknown user, unknown device and a user without a usable method look the same.' },
  { code: 'push_provider_unavailable', wireCode: '1002', httpStatus: 503, message: 'The push provider could not be reached.', surfaces: ['website', 'app'], description: 'The provider refused the push and the type has no fallback.' },
  { code: 'message_too_long', wireCode: '1005', httpStatus: 400, message: 'The message is too long.', surfaces: website, description: '155 characters by default (setting `message_max_length`).' },
  { code: 'transaction_unavailable', wireCode: '1006', httpStatus: 404, message: 'The transaction is unknown or its data is no longer available.', surfaces: website, description: 'Unknown, of another client, or older than the retention time.' },
  { code: 'callback_not_allowed', wireCode: '1100', httpStatus: 403, message: 'The callback URL is not on the list.', surfaces: website, description: 'The whitelist is on and does not hold this exact URL.' },
  { code: 'idempotency_key_reused', wireCode: '1101', httpStatus: 409, message: 'The same Idempotency-Key came with a different body.', surfaces: ['website', 'end-user', 'configuration', 'persons', 'admin'], description: 'A key belongs to one request.' },
  { code: 'push_budget_spent', wireCode: '1102', httpStatus: 429, message: 'The push budget of the user is spent.', surfaces: website, description: 'Too many pushes to this user without an approval, and the type has no other method. Again after `Retry-After`.' },
  { code: 'too_many_codes', wireCode: '1104', httpStatus: 429, message: 'Too many verification codes were tried for this user.', surfaces: website, description: 'Codes of text messages that were entered for the user in a day without a right one (setting `wrong_codes_per_user_per_day`). Try again after `Retry-After`.' },
  { code: 'sms_limit_reached', wireCode: '1105', httpStatus: 429, message: 'Too many text messages went to this phone number.', surfaces: website, description: 'Text messages to one number in an hour (setting `sms_limit_per_hour`), and the type has no other method. Again after `Retry-After`. A resend beyond it is 3002.' },
  { code: 'sms_authentication_disabled', wireCode: '3000', httpStatus: 404, message: 'SMS authentication is disabled.', surfaces: website, description: 'The feature is off.' },
  { code: 'phone_number_invalid', wireCode: '3001', httpStatus: 400, message: 'The phone number is missing or not in E.164 form.', surfaces: ['website', 'persons', 'admin', 'authentication', 'self-service'], description: 'Needed for SMS and for a type that falls back to SMS.' },
  { code: 'sms_not_sent', wireCode: '3002', httpStatus: 503, message: 'The text message could not be sent.', surfaces: website, description: 'The SMS provider refused every sender.' },
  { code: 'dispatch_unknown', wireCode: '1103', httpStatus: 503, message: 'It is not known yet whether the text message was sent.', surfaces: website, description: 'It was handed to the SMS provider, and its outcome is not known. The same request with the same `Idempotency-Key` finds out after `Retry-After`; another one may have a second message sent.' },
  { code: 'verification_code_wrong', wireCode: '3003', httpStatus: 404, message: 'The verification code is wrong.', surfaces: website, description: 'The attempt was counted.' },
  { code: 'transaction_not_open', wireCode: '3004', httpStatus: 404, message: 'The transaction is unknown, expired, finished or locked.', surfaces: website, description: 'Nothing can be verified or resent any more.' },
  { code: 'transaction_of_other_user', wireCode: '3005', httpStatus: 404, message: 'The user does not belong to the transaction.', surfaces: website, description: 'Verify and resend name the user of the transaction.' },
  { code: 'resend_limit_reached', wireCode: '3006', httpStatus: 403, message: 'The resend limit is reached.', surfaces: ['website', 'app'], description: 'The type allows no further resend.' },
  { code: 'type_not_found', wireCode: '4000', httpStatus: 404, message: 'The mobile authentication type was not found.', surfaces: website, description: 'No type has this name.' },
  { code: 'api_version_unsupported', wireCode: '4001', httpStatus: 404, message: 'This API version cannot serve the configured enrolment mode.', surfaces: website, description: 'Use version 4.' },
] as const satisfies readonly ErrorDescription[];
