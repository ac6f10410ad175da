import type { OperationNotes } from './operation-note.ts';

const own = ['origin_refused', 'flow_unknown', 'flow_expired'] as const;

// prettier-ignore
export const authenticationOperations: OperationNotes = {
  'post /authentication/start': ['Starts a sign-in and sets its cookie. A page that the authorization server opened names the `interaction`; a client that begins here sends what it would send to `/oauth/authorize`, and goes there when the flow is complete.', 'origin_refused', 'client_disabled', 'interaction_unknown', 'slow_down'],
  'get /authentication/status': ['Where the sign-in stands. With `wait` it answers once what the flow waits for has happened; with `Accept: text/event-stream` it sends the event `flow` at once and after every change.', ...own],
  'post /authentication/authenticate': ['Proves a factor by a method that the flow offers, or asks for its challenge. What is unknown and what is wrong has the same answer.', 'already_completed', 'flow_closed', 'method_not_offered', 'other_user', 'no_challenge', 'invalid_credentials', 'certificate_refused', 'weak_password', 'email_invalid', 'phone_number_invalid', 'send_limit_reached', 'slow_down', 'message_not_sent', 'busy', 'identity_provider_unknown', 'identity_provider_unavailable', 'action_token_invalid', 'action_token_feature_off', 'action_parameter_missing', 'action_failed', 'action_token_running', 'code_wrong', ...own],
  'post /authentication/verify-otp': ['Types the code of the open challenge, or sends what the link of a mail carries. A try counts before it is compared; after five wrong ones the method is not offered any more.', 'no_challenge', 'code_wrong', 'code_expired', 'attempts_exceeded', 'other_user', ...own],
  'post /authentication/resend': ['Sends the code of the open challenge again: the same code to the same address, three times at the most.', 'no_challenge', 'code_expired', 'flow_resend_limit_reached', 'send_limit_reached', 'message_not_sent', ...own],
  'post /authentication/complete': ['Ends a sign-in in which enough was proven, and says where the browser goes.', 'more_required', 'already_completed', 'flow_closed', 'interaction_unknown', 'sign_in_insufficient', 'account_refused', ...own],
  'post /authentication/cancel': ['Ends a sign-in that is not wanted any more.', 'already_completed', 'flow_closed', ...own],
  'get /authentication/authorize': ['Redirects to `/oauth/authorize` with the same query.'],
  'get /authentication/sso/{provider}/callback': ['Where an identity provider sends the browser back to. Answers where the sign-in goes on: `/sign-in` with `session_id`, and with `sso_error` when nothing was proven; `/sign-in/sso-failed` when the answer fits no sign-in of this browser.', 'slow_down'],
  'post /authentication/sso/{provider}/callback': ['The same for a provider that posts a form, as Apple does: leads to the address above, with the cookie.'],
  'post /authentication/token/describe': ['Shows whose action token it is and what it will do. Uses nothing up.', 'origin_refused', 'action_token_invalid', 'slow_down'],
  'post /authentication/token/request': ['Mails a person whose account waits for its activation a new link. The answer is the same for every address. With the setting `action_token_same_device` the link works in this browser alone.', 'origin_refused', 'email_invalid', 'slow_down'],
  'post /authentication/token/start': ['Starts the sign-in to the account pages in which an action token is used, by the method `action_token`.', 'origin_refused', 'client_disabled', 'slow_down'],
  'post /authentication/token/process': ['Performs the actions of a token that does not sign in. The same browser gets the same answer again within a minute.', 'origin_refused', 'action_token_invalid', 'action_token_feature_off', 'action_parameter_missing', 'code_wrong', 'action_failed', 'action_token_running', 'slow_down'],
  'post /authentication/undo-change': ['Undoes a change of sign-in methods by what the link of its mail carries, once, within 72 hours; all changes since are undone with it, and all sessions end. The link to an address that is new by the change undoes that change alone.', 'origin_refused', 'undo_link_invalid', 'slow_down', 'person_not_found'],
  'get /authentication/accounts': ['The accounts of this browser, for a site that asks with `prompt=select_account` which of them is to be used. The right to see them is the cookie of the list, and that of the interaction.', 'origin_refused', 'interaction_unknown'],
  'post /authentication/accounts/choose': ['Goes on with an account: in its session where that is alive, else at the sign-in page. Without `account_id` another person signs in, and the session of this one stays in the list.', 'origin_refused', 'interaction_unknown', 'browser_account_unknown'],
  'post /authentication/accounts/forget': ['Takes an account out of the list of this browser and signs it out here.', 'origin_refused', 'interaction_unknown', 'browser_account_unknown'],
  'get /authentication/consent': ['What a site asks the person for. The right to see and answer it is the cookie of the interaction.', 'origin_refused', 'interaction_unknown'],
  'post /authentication/consent': ['Allows it, in whole or in part, or with `denied` nothing. The answer is kept with the version of its texts.', 'origin_refused', 'interaction_unknown', 'required_consent_missing'],
};
