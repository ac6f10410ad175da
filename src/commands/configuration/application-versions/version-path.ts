import type { ApplicationVersion } from '../../../entities/configuration/application-version.ts';

/** What people call a version: application, platform and name. */
export function versionPath(application: string, { platform, versionName }: Pick<ApplicationVersion, 'platform' | 'versionName'>): string {
  return `${application}/${platform}/${versionName}`;
}
