/**
 * What keys of the ring are derived for (HKDF `info`). Each purpose has a key of its own, so one use says nothing about another. A
 * purpose that is renamed has another key: what was made with the former one is lost.
 */
export const keyPurposes = {
  payload: 'AES-256-GCM of payloads and failures in Temporal, bound to their workflow.',
  column: 'AES-256-GCM of encrypted columns, bound to table and column.',
  lookup: 'Hashes under which secrets are found, or repetitions are known: `hashContexts`.',
  cookie: 'Secrets that all processes of an installation share: `sharedSecrets`.',
  'sms-code': 'The code of a text message, from the id of its transaction.',
  'verification-code': 'The code that a site shows beside a push, from the id of its transaction.',
  'sign-in-code': 'The code and the link of a sign-in, from the id of its challenge.',
  'activation-code': 'The code beside an action token, from the id of the token.',
  'login-token': 'The action token that signs a browser in after its site processed another one, from its id.',
  'known-device': 'What a browser keeps of the person who signed in with it.',
  otp: 'The OTP that an app claims a transaction with, from the id of the transaction.',
  update: 'The seal of an update of a workflow, from its name and content.',
} as const;

export type KeyPurpose = keyof typeof keyPurposes;
/** Purposes that encrypt. */
export type SealPurpose = Extract<KeyPurpose, 'payload' | 'column'>;
/** Purposes that authenticate or derive, beside the two that have a list of their own. */
export type MacPurpose = Exclude<KeyPurpose, SealPurpose | 'lookup' | 'cookie'>;

/** Kinds of tokens and sessions that the provider may keep (oidc-provider's own names), each with a hash context of its own. */
export const artifactModels = [
  'AccessToken',
  'AuthorizationCode',
  'BackchannelAuthenticationRequest',
  'ClientCredentials',
  'DeviceCode',
  'InitialAccessToken',
  'Interaction',
  'PushedAuthorizationRequest',
  'RefreshToken',
  'RegistrationAccessToken',
  'Session',
] as const;

export type ArtifactModel = (typeof artifactModels)[number];

/** What is hashed under a context. With `of`, each of these has hashes of its own: the same value under two of them is not the same hash. */
interface HashUse {
  what: string;
  of?: string;
}

/** Contexts of lookup hashes, besides one for each of `artifactModels`. The hashes are stored: a context that is renamed finds nothing of before. */
export const hashContexts = {
  action_token: { what: 'An action token, as it is stored.' },
  'action_token.caller': { what: 'Who uses an action token, so that a repetition gets the same answer.' },
  'action_token.device': { what: 'What the browser keeps that asked for an action token, as it is stored.' },
  api_client: { what: 'The secret of an API client, as it is stored.', of: 'the client id' },
  authentication_flow: { what: 'The cookie of a flow, as it is stored.' },
  browser_account: { what: 'The cookie of the accounts of a browser, as it is stored.' },
  trusted_device: { what: 'What a browser keeps of a person who trusts it, as it is stored.' },
  'configuration tag': { what: 'The content of a row of the configuration, for its entity tag.' },
  enrollment_code: { what: 'An enrolment code, as it is stored.' },
  external_identity: {
    what: 'The issuer and the `sub` of an account at an identity provider, by which its person is found.',
  },
  former_username: { what: 'A username that a person gave up, by which it is kept from others.' },
  'former_username.person': { what: 'The person who had it, who may take it again.' },
  idempotency_key: { what: 'The `Idempotency-Key` of an initialisation, as it is stored.' },
  idempotency_request: { what: 'What was asked with it: the same key with another request is refused.' },
  initial_access_token: { what: 'An initial access token, with which clients register themselves, as it is stored.' },
  kept_answer: { what: 'The `Idempotency-Key` of any other request, as it is stored.' },
  kept_answer_request: { what: 'What was asked with that one.' },
  'method_change.token': { what: 'What the link of a mail carries that undoes a change, as it is stored.' },
  oauth_client: { what: 'The secret of an OAuth client, as it is stored.', of: 'the client id' },
  password: { what: 'A password before it is hashed with Argon2id: the key is its pepper.' },
  'person.phone_parts': { what: 'Parts of phone numbers, by which people are searched.' },
  'person.reference_id': { what: 'The own reference of a site, by which a person is found.' },
  'person_phone.number': { what: 'A phone number, by which its people are found.' },
  'push_enrollment.id': { what: 'Profile and `Message-Id` of the start of a push enrolment, for its id.' },
  'push_enrollment.nonce': { what: 'The id of a push enrolment, for the nonce that its push carries.' },
  'push_enrollment.push_token': { what: 'A push token, by which an installation is found.' },
  rate_limit: { what: 'What is personal and counted: a user, a phone number, an address.' },
  'passkey.user_handle': { what: 'A person, for what authenticators know them by.' },
  recovery_code: { what: 'A recovery code, as it is stored.', of: 'the person' },
  resend: { what: 'The `Idempotency-Key` of a resend, for the name of that try.', of: 'the transaction id' },
  'search-attribute:user': { what: 'A user id, for what stands for the user in Temporal.' },
  session_management_token: { what: 'A session management token, as it is stored.' },
  'sign_in_method.certificate': { what: 'The thumbprint of a certificate of a person, by which it is found.' },
  'sign_in_method.passkey': { what: 'The credential id of a passkey, by which it is found.' },
  sso_state: {
    what: 'The `state` of a sign-in at an identity provider, by which it is found when the browser comes back.',
  },
  verification_code_attempt: { what: 'A verification code as it was typed, for the name of that try.' },
  verify: { what: 'A code with its `Idempotency-Key`, for the name of that try.', of: 'the transaction id' },
} as const satisfies Record<string, HashUse>;

type ListedContext = keyof typeof hashContexts;

/** Contexts that have hashes of their own for each thing that they are about. */
export type DividedHashContext = {
  [Name in ListedContext]: (typeof hashContexts)[Name] extends { of: string } ? Name : never;
}[ListedContext];

export type HashContext = Exclude<ListedContext, DividedHashContext> | `oauth_artifact.${ArtifactModel}`;

/** Secrets that all processes of an installation derive alike, so that each takes what another made. They change when keys rotate. */
export const sharedSecrets = {
  'authorization-server': 'Signs the cookies of the authorization server.',
  'dpop-nonce': 'Makes the nonces of DPoP proofs.',
} as const;

export type SharedSecret = keyof typeof sharedSecrets;
