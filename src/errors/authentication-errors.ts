import type { ErrorDescription } from './error-description.ts';

const surfaces = ['authentication'] as const;

/** Refusals of the flow API: contract/authentication.md section 1. */
// prettier-ignore
export const authenticationErrors = [
  { code: 'origin_refused', httpStatus: 403, message: 'The request does not come from our own pages.', surfaces: [...surfaces, 'self-service'], description: 'Requests that carry a cookie need an `Origin` header with the origin of COUNTERSIGN_PUBLIC_URL. Browsers send it by themselves; an app without a browser sets it.' },
  { code: 'interaction_unknown', httpStatus: 404, message: 'There is no such interaction.', surfaces, description: 'The authorization server has no open interaction of this id in this browser. Begin at the site again.' },
  { code: 'browser_account_unknown', httpStatus: 404, message: 'There is no such account in this browser.', surfaces, description: 'The account is not, or no longer, in the list of this browser. Read the list again.' },
  { code: 'flow_unknown', httpStatus: 404, message: 'There is no such sign-in.', surfaces, description: 'No flow has this `session_id` and this cookie. Both are needed. Start anew.' },
  { code: 'flow_expired', httpStatus: 410, message: 'The sign-in took too long.', surfaces, description: 'A flow lasts ten minutes. Start anew.' },
  { code: 'flow_closed', httpStatus: 409, message: 'The sign-in has ended.', surfaces, description: 'It was cancelled or has failed. Start anew.' },
  { code: 'client_disabled', httpStatus: 403, message: 'The client may not sign people in.', surfaces, description: 'An operator disabled the client.' },
  { code: 'assertion_invalid', httpStatus: 401, message: 'The passkey was not accepted.', surfaces, description: 'Of another site, to another challenge or none, unknown, without user verification, or with a counter that went back. Ask for a challenge and try again.' },
  { code: 'method_not_offered', httpStatus: 409, message: 'This method is not offered now.', surfaces: [...surfaces, 'self-service'], description: '`methods` of the flow lists those that are: the policy, what was proven already and used up tries decide. In the account: a phone, where the type of mobile authentication that signs in is not configured.' },
  { code: 'other_user', httpStatus: 409, message: 'This factor is of another user.', surfaces, description: 'A flow is of one user: the first factor said who.' },
  { code: 'attempts_exceeded', httpStatus: 429, message: 'The code was wrong too often.', surfaces, description: 'The method is not offered in this flow any more. Use another one, or start anew.' },
  { code: 'code_expired', httpStatus: 410, message: 'The code has expired.', surfaces, description: 'Ask for another one.' },
  { code: 'flow_resend_limit_reached', wireError: 'resend_limit_reached', httpStatus: 429, message: 'The code cannot be sent again.', surfaces, description: 'Three times at the most, 30 seconds apart: see `resends_left` and `resend_after` of the challenge.' },
  { code: 'certificate_refused', httpStatus: 401, message: 'The certificate was not accepted.', surfaces, description: 'None came with the TLS connection, or it is of no person, has expired, is not for clients, or is of another authority. Choose another one, or another method.' },
  { code: 'send_limit_reached', httpStatus: 429, message: 'Too many codes were sent.', surfaces: [...surfaces, 'self-service'], description: 'To this address, from this network, or to this country. Try again after `Retry-After`, or use another method.' },
  { code: 'message_not_sent', httpStatus: 503, message: 'The code cannot be sent now.', surfaces: [...surfaces, 'self-service'], description: 'Try again after `Retry-After`, or use another method.' },
  { code: 'undo_link_invalid', httpStatus: 410, message: 'The link is of no use any more.', surfaces, description: 'Unknown, used, or older than 72 hours. If the change was not yours, sign in and look at your sign-in methods, or ask for help.' },
  { code: 'no_device', httpStatus: 409, message: 'No phone of the user can be asked.', surfaces, description: 'No enrolled phone, pushes are frozen, or the setting `login_mobile_authentication_type` names no type.' },
  { code: 'no_challenge', httpStatus: 409, message: 'No code is waited for.', surfaces, description: 'Nothing was sent, it was used already, or another challenge took its place.' },
  { code: 'more_required', httpStatus: 409, message: 'More has to be proven.', surfaces, description: '`required`, `achieved` and `methods` say what is missing and how it can be proven.' },
  { code: 'already_completed', httpStatus: 409, message: 'The sign-in is complete.', surfaces, description: 'It was completed before; a flow signs in once.' },
  { code: 'identity_provider_unknown', httpStatus: 404, message: 'There is no such identity provider.', surfaces: [...surfaces, 'self-service', 'admin'], description: 'Unknown, deleted, or for people who sign in: disabled.' },
  { code: 'identity_provider_unavailable', httpStatus: 503, message: 'The identity provider does not answer.', surfaces: [...surfaces, 'self-service', 'admin'], description: 'It is away, slow, or what it publishes of itself is not right. Try again later, or use another method.' },
  { code: 'identity_provider_taken', httpStatus: 409, message: 'There is an identity provider with this id already.', surfaces: ['admin'], description: 'Choose another id, or change that one.' },
  { code: 'identity_provider_in_use', httpStatus: 409, message: 'People sign in with this identity provider.', surfaces: ['admin'], description: 'People are linked to accounts there. Disable it instead: they are known again when it is enabled.' },
  { code: 'policy_not_found', httpStatus: 404, message: 'There is no such policy.', surfaces: ['admin'], description: 'Unknown or deleted.' },
  { code: 'would_lock_out', httpStatus: 409, message: 'The change would keep people from signing in who can today.', surfaces: ['admin'], description: '`affected` is how many: send the number as `confirm`. Asked for where you or an Administrator are among them, or more than 5 % of all active people. A change that would leave no Administrator is not made.' },
  { code: 'policy_subject_taken', httpStatus: 409, message: 'There is a policy for that already.', surfaces: ['admin'], description: 'A client and a user have one policy each, and there is one default.' },
] as const satisfies readonly ErrorDescription[];
