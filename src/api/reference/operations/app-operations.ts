import type { OperationNotes } from './operation-note.ts';

// prettier-ignore
export const appOperations: OperationNotes = {
  'post /app/v1/registrations': ['Makes the installation an OAuth client that is known by its device key. The same key again is the same client.', 'application_unknown', 'version_disabled', 'registration_disabled', 'device_of_other_application', 'slow_down'],
  'get /app/v1/authenticators': ['Lists the factors by which the profile can prove that its user is there.'],
  'put /app/v1/authenticators/{name}': ['Sets the public key of a factor. Once the profile has a PIN, this takes a `Factor-Proof` by it.', 'invalid_authenticator_key', 'authenticator_disabled', 'pin_required', 'too_many_authenticators', 'factor_proof_required', 'invalid_factor_proof', 'wrong_factor_proof', 'user_disconnected'],
  'delete /app/v1/authenticators/{name}': ['Removes a factor. Removing the PIN removes all of them.', 'factor_proof_required', 'invalid_factor_proof', 'wrong_factor_proof', 'user_disconnected'],
  'post /app/v1/app-to-web': ['Gives an address that signs a browser in as the user of the app, once, within a minute, and leads it to the target.', 'redirect_not_allowed', 'action_token_feature_off', 'person_not_found', 'person_not_active', 'slow_down'],
  'post /app/v1/key-enrollment': ['Exchanges OpenPGP public keys: from then on messages are encrypted and signed both ways.', 'enrollment_disabled', 'invalid_public_key'],
  'get /app/v1/key-enrollment': ['Tells which keys are in use, so that an app can follow a rotation.', 'keys_not_exchanged'],
  'delete /app/v1/key-enrollment': ['Removes the keys of the profile, and its push enrolment with them.'],
  'post /app/v1/push-enrollment': ['Sends a nonce to the push token. The token counts once the nonce was returned.', 'slow_down', 'enrollment_disabled', 'push_enrollment_disabled', 'keys_not_exchanged', 'user_already_enrolled', 'push_enrollment_in_progress', 'engine_unreachable'],
  'put /app/v1/push-enrollment': ['Does the same for a new push token of a profile that is enrolled. 200: the token is the one that is enrolled.', 'slow_down', 'enrollment_disabled', 'push_enrollment_disabled', 'keys_not_exchanged', 'user_already_enrolled', 'push_not_enrolled', 'push_enrollment_in_progress', 'engine_unreachable'],
  'delete /app/v1/push-enrollment': ['Removes the push token of the profile. The keys stay.'],
  'post /app/v1/push-enrollment/{id}/confirmation': ['Returns the nonce that came by push, and ends the enrolment. Wrong nonces are counted.', 'enrollment_disabled', 'push_enrollment_disabled', 'push_enrollment_not_found', 'push_enrollment_expired', 'user_already_enrolled', 'invalid_nonce', 'engine_unreachable'],
  'post /app/v1/push-enrollment/{id}/resend': ['Sends the same nonce once more, as often as the setting allows.', 'enrollment_disabled', 'push_enrollment_disabled', 'push_enrollment_not_found', 'push_enrollment_expired', 'resend_limit_reached', 'push_provider_unavailable', 'engine_unreachable'],
  'get /app/v1/transactions': ['Lists the transactions that wait for a decision of the profile.'],
  'get /app/v1/transactions/stream': ['Sends the same list now and at every change, until the connection ends.'],
  'post /app/v1/transactions/claim': ['Makes an OTP transaction one of the user. The first profile that presents the OTP has it.', 'otp_not_valid', 'keys_not_exchanged', 'slow_down'],
  'post /app/v1/transactions/{id}/fetch': ['Hands out what the app shows, encrypted to the profile, once. The same `Message-Id` gets it again.', 'transaction_not_found', 'transaction_closed', 'already_fetched', 'keys_not_exchanged'],
  'post /app/v1/transactions/{id}/answer': ['Decides the transaction by what the device key signed. The first decision wins; the same `Message-Id` gets the same answer.', 'transaction_not_found', 'transaction_closed', 'not_fetched', 'invalid_answer', 'keys_not_exchanged', 'factor_proof_required', 'wrong_factor_proof', 'authenticator_revoked', 'user_disconnected', 'wrong_verification_code', 'engine_unreachable'],
  'post /oauth/token': ['Gives tokens for an enrolment code, or new ones for a refresh token. The tokens are bound to the device key. To a client that authenticates it gives a token for a protected resource.'],
  'post /oauth/token/introspect': ['Tells what a token is good for, to a client that its protected resource names (RFC 7662). To any other it is no token.'],
  'post /oauth/token/revocation': ['Revokes a token (RFC 7009). An unknown token is revoked already: 200.'],
  'get /oauth/jwks': ['Public keys for what the authorization server signs (RFC 7517).'],
  'get /oauth/.well-known/openid-configuration': ['Metadata of the authorization server (RFC 8414).'],
};
