import type { TokenEndpointGrantContext } from 'oidc-provider';

/** A token request with an enrolment code. */
export type EnrollmentCodeContext = TokenEndpointGrantContext<{ enrollment_code?: string }>;
