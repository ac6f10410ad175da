import { applicationVersionFields, presentFields } from '../../../domain/configuration/field-names.ts';
import type { ApplicationVersion } from '../../../entities/configuration/application-version.ts';

/** contract/mobile-authentication.md section 10. */
export function presentVersion(version: ApplicationVersion) {
  const { id, platform, applicationSignatures } = version;
  return { ...presentFields(applicationVersionFields, version), platform, application_signature: applicationSignatures[0] ?? null, mobile_app_id: id };
}
