import type { EnrolledType } from '../../../../domain/persons/sign-in-methods/enrollment-rules.ts';
import { appEnrollment } from '../authenticator-app/enrollment.ts';
import { passkeyEnrollment } from '../passkey/enrollment.ts';
import type { MethodEnrollment } from './method-enrollment.ts';

/** How each type is added. A new one is a folder, and a line here. */
export const enrollments: Record<EnrolledType, MethodEnrollment> = {
  authenticator_app: appEnrollment,
  passkey: passkeyEnrollment,
};
