import type { ErrorDescription } from './error-description.ts';

const surfaces = ['self-service'] as const;

/** Refusals about sign-in methods: contract/portal.md sections 2 and 3. */
// prettier-ignore
export const signInMethodErrors = [
  { code: 'method_unknown', httpStatus: 404, message: 'There is no such sign-in method.', surfaces: [...surfaces, 'admin'], description: 'Unknown, of another person, or pending for more than ten minutes or five tries: add it again.' },
  { code: 'method_limit', httpStatus: 409, message: 'There are too many methods of this type.', surfaces, description: 'Five e-mail addresses, three phone numbers, five authenticator apps, ten passkeys, five certificates. Remove one first.' },
  { code: 'code_wrong', httpStatus: 401, message: 'The code is wrong.', surfaces: [...surfaces, 'authentication', 'persons'], description: '`attempts_left` says how often it may still be typed.' },
  { code: 'already_in_use', httpStatus: 409, message: 'It belongs to another account.', surfaces, description: 'Said after proof alone: the passkey or address is another person\'s, or already yours.' },
  { code: 'certificate_invalid', httpStatus: 400, message: 'The file is no certificate that signs you in.', surfaces, description: '`reason`: `private_key` (nothing was kept; the key has left your hands, so replace it), `several`, `unreadable`, `too_large` (16 KiB), `expired`, `not_yet_valid`, `weak_key`, or `not_for_clients`.' },
  { code: 'certificate_in_use', httpStatus: 409, message: 'The certificate belongs to an account.', surfaces, description: 'It is yours already, or another person\'s.' },
  { code: 'certificate_unknown', httpStatus: 404, message: 'There is no such certificate.', surfaces, description: 'Unknown, or of another person.' },
  { code: 'session_unknown', httpStatus: 404, message: 'There is no such session.', surfaces, description: 'It has ended, or is another person\'s.' },
  { code: 'last_method', httpStatus: 409, message: 'It is the last way to sign in.', surfaces: [...surfaces, 'admin'], description: 'Add another method that a sign-in can begin with, then remove this one.' },
  { code: 'method_required_by_policy', httpStatus: 409, message: 'A sign-in needs this method.', surfaces: [...surfaces, 'admin'], description: 'Without it you could not reach what your organisation asks of a sign-in. Add another one of its kind, then remove this one.' },
  { code: 'passwords_differ', httpStatus: 400, message: 'The new passwords differ.', surfaces, description: '`new_password` and `new_password_again` are not the same.' },
  { code: 'user_disabled', httpStatus: 403, message: 'The account is disabled.', surfaces, description: 'Too many wrong present passwords (setting `wrong_old_passwords`). Sessions and tokens are gone; an operator can enable the person again.' },
  { code: 'insufficient_user_authentication', httpStatus: 401, message: 'Prove anew who you are.', surfaces: [...surfaces, 'admin', 'configuration'], description: 'RFC 9470: `acr_values` and `max_age` name what a sign-in has to reach. Send the person through one, and repeat.' },
] as const satisfies readonly ErrorDescription[];
