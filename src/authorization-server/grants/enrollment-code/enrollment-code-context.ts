import type { TokenEndpointGrantContext } from 'oidc-provider';

/** A token request with an enrolment code. `pin_key` is the JSON text of a JWK. */
export type EnrollmentCodeContext = TokenEndpointGrantContext<{ enrollment_code?: string; pin_key?: string }>;
