import type { ErrorDescription } from './error-description.ts';

const app = ['app'] as const;

/** Refusals of the app protocol: docs/app-protocol.md. */
// prettier-ignore
export const appErrors = [
  { code: 'invalid_dpop_proof', httpStatus: 401, message: 'The DPoP proof is missing, wrong, too old or was used before.', surfaces: app, description: 'RFC 9449 section 7. Correct the clock from `Date` and make a new proof.' },
  { code: 'use_dpop_nonce', httpStatus: 401, message: 'The DPoP proof needs the nonce of the header DPoP-Nonce.', surfaces: app, description: 'RFC 9449 section 9. Make a new proof with the newest nonce and repeat once.' },
  { code: 'invalid_token', httpStatus: 401, message: 'The access token is unknown, expired or bound to another key.', surfaces: ['app', 'self-service'], description: 'Refresh the token or connect again; in a browser, sign in.' },
  { code: 'application_unknown', httpStatus: 404, message: 'No such application or version.', surfaces: app, description: 'The app names an application, platform and version that are not configured.' },
  { code: 'version_disabled', httpStatus: 403, message: 'This version of the application is disabled.', surfaces: app, description: 'The user has to update the app.' },
  { code: 'registration_disabled', httpStatus: 403, message: 'New registrations are off for this version.', surfaces: app, description: 'The version is LOGIN_ONLY.' },
  { code: 'device_of_other_application', httpStatus: 409, message: 'This device key belongs to an installation of another application.', surfaces: app, description: 'An installation makes a key of its own.' },
  { code: 'invalid_public_key', httpStatus: 400, message: 'The public key is not acceptable.', surfaces: app, description: 'Curve25519, one user id that is the profile id, not expired.' },
  { code: 'enrollment_disabled', httpStatus: 403, message: 'Enrolment is off.', surfaces: app, description: 'The feature is off.' },
  { code: 'keys_not_exchanged', httpStatus: 409, message: 'Enrol keys first.', surfaces: app, description: 'Push enrolment and transactions need the PGP keys of both sides.' },
  { code: 'push_enrollment_disabled', httpStatus: 403, message: 'Push enrolment is off.', surfaces: app, description: 'The feature is off or the version has no push messaging configuration.' },
  { code: 'user_already_enrolled', httpStatus: 409, message: 'The user is enrolled on another device.', surfaces: app, description: 'The mode allows one device of a user in an application. Disconnect the other one first.' },
  { code: 'push_not_enrolled', httpStatus: 404, message: 'Push is not enrolled.', surfaces: app, description: 'There is no push token to update. Enrol with POST.' },
  { code: 'push_enrollment_in_progress', httpStatus: 409, message: 'A push enrolment is already open.', surfaces: app, description: 'Of this profile, or of another device of the user. Confirm it, or wait until it expires.' },
  { code: 'push_enrollment_not_found', httpStatus: 404, message: 'There is no such push enrolment.', surfaces: app, description: 'Unknown, or of another profile.' },
  { code: 'push_enrollment_expired', httpStatus: 410, message: 'The push enrolment has ended.', surfaces: app, description: 'Start a new one.' },
  { code: 'invalid_nonce', httpStatus: 403, message: 'The nonce is wrong.', surfaces: app, description: 'The attempt was counted.' },
  { code: 'transaction_not_found', httpStatus: 404, message: 'There is no such transaction.', surfaces: ['app', 'admin'], description: 'Unknown, deleted after its retention, no id of a transaction, or for another user or device.' },
  { code: 'transaction_closed', httpStatus: 410, message: 'The transaction has ended.', surfaces: app, description: 'Expired, cancelled or answered before.' },
  { code: 'otp_not_valid', httpStatus: 404, message: 'The OTP is wrong, used or expired.', surfaces: app, description: 'One answer for all three. A profile has thirty wrong ones in ten minutes, then `slow_down`.' },
  { code: 'already_fetched', httpStatus: 409, message: 'The transaction was fetched before.', surfaces: app, description: 'Content is handed out once; the same Message-Id gets it again.' },
  { code: 'not_fetched', httpStatus: 409, message: 'Fetch the transaction before answering it.', surfaces: app, description: 'An answer repeats what was shown.' },
  { code: 'invalid_answer', httpStatus: 400, message: 'The answer does not match what was sent.', surfaces: app, description: 'The PGP message, the signature or the displayed text is wrong. Nothing was changed.' },
  { code: 'wrong_verification_code', httpStatus: 403, message: 'The verification code is not the one that the website shows.', surfaces: app, description: 'The attempt was counted; `attempts_left` of it. With none left the transaction has ended.' },
  { code: 'invalid_authenticator_key', httpStatus: 400, message: 'The public key of the authenticator is not acceptable.', surfaces: app, description: 'Ed25519 for the PIN, P-256 for the others; only the public members, in canonical base64url; not the device key.' },
  { code: 'authenticator_disabled', httpStatus: 403, message: 'This kind of authenticator is off for the application.', surfaces: app, description: 'A switch of the application. What is set already can still be dropped.' },
  { code: 'pin_required', httpStatus: 409, message: 'Set a PIN first.', surfaces: app, description: 'Fingerprint and custom authenticators stand beside a PIN, which is their fallback.' },
  { code: 'too_many_authenticators', httpStatus: 409, message: 'The profile has as many authenticators as it may have.', surfaces: app, description: 'Ten, the PIN among them. Drop one first.' },
  { code: 'factor_proof_required', httpStatus: 403, message: 'A factor proof is required.', surfaces: app, description: 'Once a profile has a PIN, changing its authenticators takes a `Factor-Proof` by it; approving by a method with a factor takes a proof by one of its kinds.' },
  { code: 'invalid_factor_proof', httpStatus: 400, message: 'The factor proof is malformed, for another purpose, or expired.', surfaces: app, description: 'Nothing was counted. Correct the client, or its clock from `Date`.' },
  { code: 'wrong_factor_proof', httpStatus: 403, message: 'The factor proof is not by the key of the factor.', surfaces: app, description: 'A wrong PIN: the attempt was counted; `attempts_left` where the application has a limit.' },
  { code: 'authenticator_revoked', httpStatus: 403, message: 'The proof was wrong: the authenticator is revoked.', surfaces: app, description: 'A fingerprint or custom authenticator gave a wrong proof. The PIN stays, and may be used instead.' },
  { code: 'user_disconnected', httpStatus: 403, message: 'Too many wrong PINs: the user was disconnected from the device.', surfaces: app, description: 'Everything of the profile is gone. Connect again with a new enrolment code.' },
] as const satisfies readonly ErrorDescription[];
