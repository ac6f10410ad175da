import type { OperationNotes } from './operation-note.ts';

const tokens = ['action_token_feature_off', 'person_not_inactive', 'person_not_active'] as const;
const contacts = ['email_invalid', 'email_in_use', 'phone_number_invalid'] as const;

// prettier-ignore
export const personOperations: OperationNotes = {
  'post /api/persons': ['Creates a person. The id is chosen by the server; a phone can be connected to it at once.', 'required_field_missing', ...contacts],
  'get /api/persons': ['Finds the person who has an e-mail address, primary or not, in whatever case.', 'email_invalid', 'person_not_found'],
  'get /api/persons/{person_id}': ['Shows a person.', 'person_not_found'],
  'patch /api/persons/{person_id}': ['Changes what is sent (RFC 7396). Lists are replaced; a contact that stays keeps what is known of it. A user without a profile gets one.', 'role_elevation', 'required_field_missing', 'person_not_found', ...contacts],
  'delete /api/persons/{person_id}': ['Deletes a person: profile, phones, tokens, consents and sessions. What is open for them ends as `cancelled`.', 'role_elevation', 'last_administrator', 'person_not_found'],
  'post /api/credentials/validate': ['Compares a password for a site that signs people in by itself. Unknown and wrong have one answer, and tries count as those at a sign-in.', 'credentials_wrong', 'credentials_api_disabled', 'slow_down', 'busy'],
  'get /api/session': ['Shows whose session a session management token names, and by which account at an identity provider the person signed in.', 'session_token_unknown', 'session_not_found'],
  'post /api/persons/{person_id}/tokens': ['Creates an action token of a person: docs/action-tokens.md. The answer alone has its value.', 'person_not_found', 'role_elevation', ...tokens, 'action_parameter_missing', 'actions_not_combinable', 'redirect_not_allowed', 'slow_down'],
  'get /api/persons/{person_id}/tokens': ['Lists the open action tokens of a person, without their values.', 'person_not_found'],
  'delete /api/persons/{person_id}/tokens': ['Revokes the open action tokens of a person.', 'person_not_found'],
  'post /api/persons/{person_id}/tokens/login': ['Deprecated: creates an action token with `LOGIN`.', 'person_not_found', 'role_elevation', ...tokens],
  'post /api/credentials/token': ['Processes an action token: all its actions, or none. With the same `Idempotency-Key` a repetition gets the same answer for a minute.', 'credentials_api_disabled', 'action_parameter_missing', 'action_token_invalid', 'action_token_feature_off', 'action_failed', 'action_token_running', 'code_wrong', 'slow_down'],
  'post /api/migration/status': ['Tells whether a person with this e-mail address is here already.', 'email_invalid'],
};
