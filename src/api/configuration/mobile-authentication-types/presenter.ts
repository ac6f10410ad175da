import { mobileAuthenticationTypeFields as names, presentFields } from '../../../domain/configuration/field-names.ts';
import { typeColumnsOf } from '../../../domain/configuration/type-columns.ts';
import type { MobileAuthenticationType } from '../../../entities/configuration/mobile-authentication-type.ts';

/** A type with the fields that its method has. */
export function presentType(type: MobileAuthenticationType) {
  const { name, method, requestExpiresIn } = type;
  const ofMethod = Object.fromEntries(typeColumnsOf(method).map((column) => [column, type[column] ?? null]));
  return { name, ...presentFields(names, { method, requestExpiresIn, ...ofMethod }) };
}
