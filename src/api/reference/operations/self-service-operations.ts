import type { OperationNotes } from './operation-note.ts';

const stepUp = 'insufficient_user_authentication';
const byPolicy = 'method_required_by_policy';
const sending = ['email_invalid', 'phone_number_invalid', 'send_limit_reached', 'message_not_sent'] as const;

// prettier-ignore
export const selfServiceOperations: OperationNotes = {
  'get /self-service/v1/methods': ['What you can sign in with. Verified e-mail addresses, phone numbers and phones with the app are among them.'],
  'get /self-service/v1/methods/{id}': ['One of them, or a phone that is still to be connected, until its code is used or too old.', 'method_unknown'],
  'post /self-service/v1/methods': ['Begins to add an authenticator app, a passkey, an e-mail address or a phone number. The answer has what is needed to prove it, once; to an address or a number a code is sent. An account at an identity provider is connected once the browser comes back from `redirect_to`. It signs in after that proof. A phone (`countersign`) proves itself when the app has used the code: ask for it until it is active. Needs your best level, 2 at the most, proven in the last ten minutes.', stepUp, 'method_limit', 'method_not_offered', 'role_elevation', 'slow_down', 'identity_provider_unknown', 'identity_provider_unavailable', ...sending, 'person_not_found'],
  'post /self-service/v1/methods/{id}/replacement': ['Begins to put another method of its type in the place of one. The former one goes in the moment in which the new one is verified.', stepUp, 'method_unknown', 'method_limit', ...sending, 'person_not_found'],
  'post /self-service/v1/methods/{id}/verify': ['Proves that a method works: a code of the app, what the browser made, or the code that was sent to the address or number. Five tries, ten minutes.', 'method_unknown', 'method_limit', 'code_wrong', 'already_in_use', 'person_not_found'],
  'post /self-service/v1/methods/recovery-codes': ['Makes ten recovery codes of 50 bits. They are shown once and void those before them.', stepUp, 'person_not_found'],
  'post /self-service/v1/methods/{id}/primary': ['Has one of your verified addresses, or numbers, used first. You are told by mail. Needs your best level, proven a moment ago.', stepUp, 'method_unknown', 'person_not_found'],
  'patch /self-service/v1/methods/{id}': ['Gives a method another name.', 'method_unknown', 'person_not_found'],
  'delete /self-service/v1/methods/{id}': ['Begins to remove a method; the answer says how it proves its own removal. With `lost=true`, which needs your best level, it goes after a day, and you may take that back until then.', stepUp, 'method_unknown', 'last_method', byPolicy, 'send_limit_reached', 'message_not_sent', 'phone_number_invalid', 'person_not_found'],
  'post /self-service/v1/methods/{id}/removal': ['Removes a method by a proof of it; an account at an identity provider by a sign-in in the last ten minutes.', stepUp, 'method_unknown', 'last_method', byPolicy, 'code_wrong', 'slow_down', 'busy', 'person_not_found'],
  'delete /self-service/v1/methods/{id}/removal': ['Keeps a method that was said to be lost.', stepUp, 'method_unknown', 'person_not_found'],
  'get /self-service/v1/certificates': ['Lists the certificates with which you sign in.'],
  'post /self-service/v1/certificates': ['Adds a certificate, with which you sign in from now on; earlier ones stay. Its private key stays with you: a file with one is refused, and not kept. You are told by mail, and again 30, 7 days and a day before it ends. Needs your best level, proven in the last ten minutes.', stepUp, 'certificate_invalid', 'certificate_in_use', 'method_limit', 'person_not_found'],
  'delete /self-service/v1/certificates/{id}': ['Removes a certificate. Needs your best level, proven in the last ten minutes.', stepUp, 'certificate_unknown', 'last_method', byPolicy, 'method_unknown', 'person_not_found'],
  'get /self-service/v1/trusted-devices': ['Lists the browsers that stand in for the second factor of your sign-ins, where policy allows that.'],
  'delete /self-service/v1/trusted-devices': ['Trusts no browser any longer, and forgets with which you have signed in: policies see a new browser in each, and tries in them are counted as those of strangers.'],
  'delete /self-service/v1/trusted-devices/{id}': ['Trusts a browser no longer. Done already is done.'],
  'get /self-service/v1/profile': ['What is known of you, with an `ETag`: your details, and claims that you have or can give yourself.', 'person_not_found'],
  'patch /self-service/v1/profile': ['Changes what is sent (RFC 7396). Claims only where their definition is `updateable`; e-mail addresses and phone numbers change as sign-in methods.', 'claim_not_editable', 'claim_elevation', 'changed_meanwhile', 'person_not_found'],
  'get /self-service/v1/consents': ['Lists what you let sites know and do, with what you did not allow.'],
  'put /self-service/v1/consents/{id}': ['Changes what a site may know and do, of what it asked for. What you take back is gone from its tokens at once; what you add it gets at the next sign-in.', 'consent_unknown', 'required_consent_missing'],
  'delete /self-service/v1/consents/{id}': ['Withdraws a consent, with what the site was given by it. The site is told by a logout token, where it accepts one. Needs your best level, 2 at the most, proven in the last ten minutes. Done already is done.', stepUp],
  'get /self-service/v1/consent-history': ['Lists every decision about what sites may know and do, also those of operators, newest first.'],
  'get /self-service/v1/consent-history/{id}/receipt': ['A receipt of a decision (ISO/IEC TS 27560), signed with a key of the authorization server: a proof of what you agreed to, word for word, that holds without us.', 'consent_unknown'],
  'get /self-service/v1/sessions': ['Lists the browsers that you are signed in with: what, where, how, at which sites, and since when.'],
  'delete /self-service/v1/sessions': ['Signs you out of all browsers but the one that asks, with what sites got in them; the sites are told. Needs your best level, 2 at the most, proven in the last ten minutes.', stepUp],
  'delete /self-service/v1/sessions/{id}': ['Signs you out of one browser, with what sites got in it; the sites are told. Needs your best level, 2 at the most, proven in the last ten minutes.', stepUp, 'session_unknown'],
  'delete /self-service/v1/session': ['Signs you out of this browser: ends the session that the request came in, with what sites got in it. A token without a session ends nothing.'],
  'get /self-service/v1/credentials/user-code': ['Whether you have a user code: what you tell a client with which you sign in without a browser (CIBA), where it asks for one.'],
  'put /self-service/v1/credentials/user-code': ['Sets your user code, the first or another one. It is not shown again. Needs your best level, proven in the last ten minutes.', stepUp, 'busy', 'person_not_found'],
  'delete /self-service/v1/credentials/user-code': ['Removes your user code: a client that asks for one does not sign you in any more. Needs your best level, proven in the last ten minutes. Done already is done.', stepUp, 'person_not_found'],
  'patch /self-service/v1/credentials/password': ['Changes your password. Your other sessions end, with what sites got in them. Wrong present passwords are counted over all sessions; one more than `wrong_old_passwords` disables you.', 'passwords_differ', 'weak_password', 'wrong_password', 'user_disabled', 'method_unknown', 'busy', 'person_not_found'],
};
