import type { ConfigurationSnapshot } from '../../commands/configuration/configuration-snapshot.ts';
import { CountersignError } from '../../errors/countersign-error.ts';

/** The published versions of the mobile authentication API. They differ only in how they name a phone. */
export type WebsiteVersion = 'v2' | 'v3' | 'v4';

/**
 * Versions 2 and 3 assume one phone for a user and an application.
 * @throws CountersignError api_version_unsupported where users may have several.
 */
export function checkEnrollmentMode({ general }: ConfigurationSnapshot, version: WebsiteVersion): void {
  if (version !== 'v4' && general.push_enrollment_mode === 'multiple_devices')
    throw new CountersignError('api_version_unsupported');
}
