import type { ErrorDescription } from './error-description.ts';

const admin = ['admin'] as const;

/** Refusals of the admin API. */
// prettier-ignore
export const adminErrors = [
  { code: 'invalid_credentials', httpStatus: 401, message: 'The username or the password is wrong.', surfaces: ['authentication'], description: 'Unknown, wrong and locked look the same.' },
  { code: 'invalid_session', httpStatus: 401, message: 'Sign in first.', surfaces: [...admin, 'configuration'], description: 'No access token for this API, or one that ended: expired, signed out, or its person is no longer active.' },
  { code: 'wrong_password', httpStatus: 403, message: 'The present password is wrong.', surfaces: ['self-service'], description: 'The attempt was counted; `attempts_left` is how many more there are.' },
  { code: 'role_not_allowed', httpStatus: 403, message: 'Your role does not allow this.', surfaces: [...admin, 'configuration'], description: 'The answer names the access that is missing.' },
  { code: 'weak_password', httpStatus: 400, message: 'The password is too easy to guess.', surfaces: ['self-service', 'authentication'], description: '`reason`: `too_short` (15 characters, 8 where a second factor is always asked for), `too_long`, `too_simple` (runs and repetitions), `common`, `personal` or `service_name` (with little besides what is known of the person or the service).' },
  { code: 'username_taken', httpStatus: 409, message: 'The username is taken.', surfaces: admin, description: 'Usernames are the same in any case; one that a person gave up is kept for them for 90 days.' },
  { code: 'own_account', httpStatus: 409, message: 'Another operator has to do this.', surfaces: admin, description: 'Operators do not disable or delete themselves.' },
  { code: 'role_elevation', httpStatus: 403, message: 'The person has a role that you have not.', surfaces: [...admin, 'persons', 'end-user', 'self-service'], description: 'Who administers Countersign is changed by an Administrator, or by themselves.' },
  { code: 'last_administrator', httpStatus: 409, message: 'The last Administrator stays.', surfaces: [...admin, 'persons'], description: 'Give another active person the role first.' },
  { code: 'role_assignment_not_found', httpStatus: 404, message: 'There is no such role of a person.', surfaces: admin, description: 'Unknown id, or taken already.' },
  { code: 'user_not_found', httpStatus: 404, message: 'There is no such user.', surfaces: admin, description: 'Nothing is known of a user of exactly this id.' },
  { code: 'device_not_found', httpStatus: 404, message: 'There is no such device.', surfaces: admin, description: 'Unknown, deleted, or no id of a device.' },
  { code: 'message_not_found', httpStatus: 404, message: 'There is no such message.', surfaces: admin, description: 'Unknown, deleted after 90 days, or no id of a message.' },
  { code: 'transaction_ended', httpStatus: 409, message: 'The transaction has ended already.', surfaces: admin, description: 'What has ended cannot be cancelled; its result stands.' },
  { code: 'callback_not_owed', httpStatus: 409, message: 'The transaction owes no callback.', surfaces: admin, description: 'It has no address for one, or has not ended yet.' },
  { code: 'callback_not_listed', httpStatus: 409, message: 'The callback URL is not on the list any more.', surfaces: admin, description: 'The whitelist is on and does not hold the URL of this callback. Add it as a callback endpoint again, then replay.' },
  { code: 'configuration_refused', httpStatus: 422, message: 'The file cannot be applied. Nothing was changed.', surfaces: admin, description: '`refusals` has each place that is wrong: `path`, such as `clients[3].resources`, with the `code` and `message` of the refusal. `secret_missing` in its `details`: the file withholds a secret that is not stored here.' },
  { code: 'users_not_named', httpStatus: 428, message: 'Name the users that were shown.', surfaces: admin, description: 'Deleting a device needs `If-Match` with the digest from the list of its users.' },
  { code: 'users_changed', httpStatus: 412, message: 'Other users are on the device than were shown.', surfaces: admin, description: 'Nothing was deleted. List the users of the device again.' },
] as const satisfies readonly ErrorDescription[];
