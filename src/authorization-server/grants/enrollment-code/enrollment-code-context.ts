import type { TokenEndpointGrantContext } from 'oidc-provider';

/** Parameters of a token request with an enrolment code. `pin_key` is the JSON text of a JWK. */
export interface EnrollmentCodeParameters {
  enrollment_code?: string;
  pin_key?: string;
  scope?: string;
}

export type EnrollmentCodeContext = TokenEndpointGrantContext<EnrollmentCodeParameters>;
