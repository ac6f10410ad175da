import type { ErrorDescription } from './error-description.ts';

const both = ['persons', 'admin'] as const;

/** Refusals about people: contract/idp.md section 2 and contract/hub.md section 2. */
// prettier-ignore
export const personErrors = [
  { code: 'person_not_found', httpStatus: 404, message: 'There is no such person.', surfaces: [...both, 'self-service'], description: 'Unknown id, deleted, or no person has the e-mail address.' },
  { code: 'required_field_missing', personCode: 1002, httpStatus: 400, message: 'A required field is missing.', surfaces: ['persons'], description: 'A person needs an e-mail address.' },
  { code: 'email_invalid', personCode: 1018, httpStatus: 400, message: 'The e-mail address is not valid.', surfaces: [...both, 'authentication', 'self-service'], description: 'An address as mail is sent to, in ASCII before the `@`, without quotes, display name or comment; 254 characters at most.' },
  { code: 'email_in_use', personCode: 1003, httpStatus: 409, message: 'The e-mail address is in use.', surfaces: both, description: 'Another person has it, in whatever case.' },
  { code: 'changed_meanwhile', httpStatus: 412, message: 'It has been changed since it was read.', surfaces: both, description: 'The `ETag` in `If-Match` is of an older state. Read it again, and decide again.' },
  { code: 'person_state', httpStatus: 409, message: 'The status of the person does not allow that.', surfaces: ['admin'], description: '`person_status` is `restricted` or `deletion_pending`: ending that is not an operator\'s switch.' },
  { code: 'filter_invalid', httpStatus: 400, message: 'The filter is not understood.', surfaces: ['admin'], description: '`position` is where, in characters from its beginning. Attributes and operators are in docs/api/admin-api.md.' },
  { code: 'invalid_cursor', httpStatus: 400, message: 'The cursor is not one of this list.', surfaces: ['admin'], description: 'A cursor is good for the question that it was given for, and is sent back as it is.' },
  { code: 'session_token_unknown', httpStatus: 401, message: 'The session management token is unknown.', surfaces: ['persons'], description: 'Missing, unknown or older than 30 days, or its site may no longer have one (`session_management`).' },
  { code: 'session_not_found', httpStatus: 404, message: 'The session has ended.', surfaces: ['persons'], description: 'The person signed out, of it or of the site, or is no longer active.' },
] as const satisfies readonly ErrorDescription[];
