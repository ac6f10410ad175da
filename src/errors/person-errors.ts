import type { ErrorDescription } from './error-description.ts';

const persons = ['persons'] as const;
const both = ['persons', 'admin'] as const;
const bearers = ['persons', 'authentication'] as const;

/** Refusals about people: contract/idp.md section 2 and contract/hub.md section 2. */
// prettier-ignore
export const personErrors = [
  { code: 'person_not_found', httpStatus: 404, message: 'There is no such person.', surfaces: [...both, 'self-service', 'app'], description: 'Unknown id, deleted, or no person has the e-mail address.' },
  { code: 'required_field_missing', personCode: 1002, httpStatus: 400, message: 'A required field is missing.', surfaces: ['persons'], description: 'A person needs an e-mail address.' },
  { code: 'email_invalid', personCode: 1018, httpStatus: 400, message: 'The e-mail address is not valid.', surfaces: [...both, 'authentication', 'self-service'], description: 'An address as mail is sent to, in ASCII before the `@`, without quotes, display name or comment; 254 characters at most.' },
  { code: 'email_in_use', personCode: 1003, httpStatus: 409, message: 'The e-mail address is in use.', surfaces: both, description: 'Another person has it, in whatever case.' },
  { code: 'changed_meanwhile', httpStatus: 412, message: 'It has been changed since it was read.', surfaces: [...both, 'self-service'], description: 'The `ETag` in `If-Match` is of an older state. Read it again, and decide again.' },
  { code: 'person_state', httpStatus: 409, message: 'The status of the person does not allow that.', surfaces: ['admin'], description: '`person_status` is `restricted` or `deletion_pending`: ending that is not an operator\'s switch.' },
  { code: 'claim_unknown', httpStatus: 404, message: 'There is no such claim definition.', surfaces: ['admin'], description: 'Unknown or deleted.' },
  { code: 'claim_taken', httpStatus: 409, message: 'There is a claim of that type or variable name.', surfaces: ['admin'], description: 'Each names one claim.' },
  { code: 'claim_in_use', httpStatus: 409, message: 'People have values of this claim.', surfaces: ['admin'], description: 'Take them away first.' },
  { code: 'claim_not_editable', httpStatus: 403, message: 'You cannot change this claim.', surfaces: ['self-service'], description: '`claim_type` names it: its definition is not `updateable`.' },
  { code: 'claim_elevation', httpStatus: 403, message: 'No person gives themselves this value.', surfaces: ['self-service', 'admin'], description: '`claim_type` names a claim with `restrict_elevation`: its person keeps or loses values and gains none by themselves.' },
  { code: 'filter_invalid', httpStatus: 400, message: 'The filter is not understood.', surfaces: ['admin'], description: '`position` is where, in characters from its beginning. Attributes and operators are in docs/api/admin-api.md.' },
  { code: 'invalid_cursor', httpStatus: 400, message: 'The cursor is not one of this list.', surfaces: ['admin'], description: 'A cursor is good for the question that it was given for, and is sent back as it is.' },
  { code: 'session_token_unknown', httpStatus: 401, message: 'The session management token is unknown.', surfaces: ['persons'], description: 'Missing, unknown or older than 30 days, or its site may no longer have one (`session_management`).' },
  { code: 'session_not_found', httpStatus: 404, message: 'The session has ended.', surfaces: ['persons'], description: 'The person signed out, of it or of the site, or is no longer active.' },
  { code: 'credentials_api_disabled', personCode: 1001, httpStatus: 503, message: 'The Credentials API is off.', surfaces: persons, description: 'The setting `credentials_api_enabled` is off. Nothing was looked at.' },
  { code: 'credentials_wrong', httpStatus: 401, message: 'The credentials are wrong.', surfaces: ['persons'], description: 'Unknown, wrong and locked look the same; so does a person who is not active. The try was counted like one at a sign-in.' },
] as const satisfies readonly ErrorDescription[];

/** Refusals about action tokens and the Credentials API: contract/idp.md section 1. */
// prettier-ignore
export const actionTokenErrors = [
  { code: 'action_token_feature_off', personCode: 1028, httpStatus: 400, message: 'An action of the token is not available.', surfaces: [...bearers, 'app', 'admin'], description: 'A setting has turned it off; `action` is its type. The token was not used.' },
  { code: 'action_parameter_missing', personCode: 3001, httpStatus: 400, message: 'A required parameter is missing.', surfaces: [...bearers, 'admin'], description: '`parameter` names it. A token needs `LOGIN` or `PERSON_ACTIVATION`, an action its parameters, and a coupling from a session a `session_management_token` of a session with an external identity.' },
  { code: 'actions_not_combinable', httpStatus: 400, message: 'These actions cannot be in one token.', surfaces: persons, description: '`LOGIN` with `LOGIN_APP2WEB`, or one type twice.' },
  { code: 'redirect_not_allowed', httpStatus: 400, message: 'The address to redirect to is not on the list.', surfaces: [...persons, 'app'], description: 'No entry of the setting `action_token_redirects` matches it, or it has a user, a backslash, or is not written as a browser writes it.' },
  { code: 'person_not_inactive', httpStatus: 409, message: 'The person is not waiting for activation.', surfaces: [...bearers, 'admin'], description: '`PERSON_ACTIVATION` needs a person whose status is `INACTIVE`.' },
  { code: 'person_not_active', httpStatus: 409, message: 'The person is not active.', surfaces: [...bearers, 'app'], description: 'A disabled person can do nothing, and an inactive one is activated before they sign in: by the same token, or another one.' },
  { code: 'action_token_invalid', personCode: 3011, httpStatus: 401, message: 'The token is not valid.', surfaces: bearers, description: 'Unknown, used, revoked, expired, or for another device or another purpose: these look the same. A caller whose answer was lost gets it again within a minute: with the same `Idempotency-Key`, or in the same sign-in.' },
  { code: 'action_token_unknown', httpStatus: 404, message: 'There is no such action token.', surfaces: ['admin'], description: 'The command line shows a token by its id: it was never there, was revoked, or ended more than an hour ago.' },
  { code: 'action_failed', personCode: 3012, httpStatus: 409, message: 'An action of the token failed.', surfaces: bearers, description: '`results` says which; what came before it was undone. The token is used up: ask for another one.' },
  { code: 'action_token_running', httpStatus: 503, message: 'The actions of the token are still being performed.', surfaces: bearers, description: 'Repeat the request after `Retry-After`, with the same `Idempotency-Key` or in the same sign-in: the answer is kept for a minute after the end.' },
] as const satisfies readonly ErrorDescription[];
