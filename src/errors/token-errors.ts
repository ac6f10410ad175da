import type { ErrorDescription } from './error-description.ts';

const admin = ['admin'] as const;
const authentication = ['authentication'] as const;

/** Refusals about signing keys, clients, protected resources and sign-ins for sites: contract/authentication.md sections 3 and 4, contract/hub.md section 9. */
// prettier-ignore
export const tokenErrors = [
  { code: 'signing_key_not_found', httpStatus: 404, message: 'There is no such signing key.', surfaces: admin, description: 'No published key has this `kid`: it was never there, was revoked, or its tokens are over.' },
  { code: 'signing_key_too_new', httpStatus: 409, message: 'The next signing keys have not been published for a day.', surfaces: admin, description: 'Resource servers may not know them yet; `usable_at` tells when they may sign. A key that has leaked is replaced at once: name it in `revoke`.' },
  { code: 'client_not_found', httpStatus: 404, message: 'There is no such client.', surfaces: admin, description: 'Unknown or deleted.' },
  { code: 'client_metadata_invalid', httpStatus: 422, message: 'The settings do not go together.', surfaces: admin, description: '`field` names the setting that breaks a rule, `reason` says which.' },
  { code: 'client_id_taken', httpStatus: 409, message: 'There is a client of that id.', surfaces: admin, description: 'Choose another `client_id`, or send none.' },
  { code: 'client_in_use', httpStatus: 409, message: 'A protected resource names this client.', surfaces: admin, description: '`resources` lists those whose `introspection_clients` hold it. Take it off them first.' },
  { code: 'initial_access_token_not_found', httpStatus: 404, message: 'There is no such initial access token.', surfaces: admin, description: 'Unknown.' },
  { code: 'secret_limit_reached', httpStatus: 409, message: 'The client has two secrets.', surfaces: admin, description: 'Two may be alive, so that one can follow the other. Remove one first.' },
  { code: 'secret_not_found', httpStatus: 404, message: 'The client has no such secret.', surfaces: admin, description: "Unknown, removed, or another client's." },
  { code: 'resource_not_found', httpStatus: 404, message: 'There is no such protected resource.', surfaces: admin, description: 'Unknown or deleted.' },
  { code: 'resource_identifier_taken', httpStatus: 409, message: 'There is a protected resource of that identifier.', surfaces: admin, description: 'An identifier names one resource.' },
  { code: 'resource_in_use', httpStatus: 409, message: 'A client names this protected resource.', surfaces: admin, description: '`clients` lists those whose `resources` hold it. Take it off them first.' },
  { code: 'required_consent_missing', httpStatus: 422, message: 'Something that is required was not allowed.', surfaces: ['authentication', 'self-service'], description: '`missing` names what the site cannot do without. The person allows it, or denies or withdraws all.' },
  { code: 'consent_unknown', httpStatus: 404, message: 'There is no such consent.', surfaces: ['self-service'], description: "Unknown, withdrawn, expired, or another person's; or no such decision in your history." },
  { code: 'sign_in_insufficient', httpStatus: 409, message: 'The sign-in is less than the site asks for.', surfaces: authentication, description: 'Its level is too low, or it is too old. The person proves more, and the sign-in is completed again.' },
  { code: 'account_refused', httpStatus: 403, message: 'This person cannot sign in.', surfaces: authentication, description: 'They are not active: disabled, restricted, to be deleted, or not activated yet; or a policy denies it.' },
] as const satisfies readonly ErrorDescription[];
