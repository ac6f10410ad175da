import type { OperationNotes } from './operation-note.ts';

// prettier-ignore
export const websiteOperations: OperationNotes = {
  'post /authenticate/user': ['Asks the user, and answers once the push or the text message is on its way. Repeat a request whose answer was lost with the same `Idempotency-Key`: the user is asked once. Versions 2, 3 and 4 differ in how they name the phone.',
    'mobile_authentication_disabled', 'no_authentication_possibilities', 'push_provider_unavailable', 'message_too_long', 'callback_not_allowed', 'idempotency_key_reused', 'push_budget_spent', 'sms_limit_reached', 'sms_authentication_disabled', 'phone_number_invalid', 'sms_not_sent', 'dispatch_unknown', 'type_not_found', 'api_version_unsupported', 'transaction_unavailable', 'engine_unreachable'],
  'get /authenticate/user/{user_id}/device/{device_id}/enabled': ['Lists the types that reach the user on this device. An unknown user or device has an empty list.', 'mobile_authentication_disabled'],
  'get /authenticate/user/{user_id}/application/{app_id}/enabled': ['Lists the types that reach the user with this application. An unknown user or application has an empty list.', 'mobile_authentication_disabled', 'api_version_unsupported'],
  'get /authenticate/user/{user_id}/enabled': ['Lists the types that can be initialised for the user now. An unknown user has an empty list.', 'mobile_authentication_disabled', 'api_version_unsupported'],
  'get /authenticate/user/{user_id}/enabled/{type}': ['Tells whether the type can be initialised for the user now.', 'mobile_authentication_disabled', 'api_version_unsupported'],
  'get /authenticate/transaction/{transaction_id}': ['Answers at once, after `wait` seconds at most, or as a stream of server-sent events where `Accept` is `text/event-stream`. Results are kept for `result_retention_hours`.', 'transaction_unavailable'],
  'delete /authenticate/transaction/{transaction_id}': ['Ends an open transaction: the phone is asked no longer. A transaction that was cancelled before is answered alike.', 'transaction_unavailable', 'transaction_not_open', 'engine_unreachable'],
  'post /authenticate/user/{user_id}/sms': ['Compares the code that the user typed. Every try is counted before the code is compared.', 'transaction_not_open', 'transaction_of_other_user', 'verification_code_wrong', 'too_many_codes', 'engine_unreachable'],
  'post /authenticate/user/{user_id}/sms/resend': ['Sends the code of the transaction once more, as often as its type allows.', 'transaction_not_open', 'transaction_of_other_user', 'resend_limit_reached', 'sms_not_sent', 'engine_unreachable'],
};
