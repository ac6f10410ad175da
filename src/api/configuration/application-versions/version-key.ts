import { versionPlatforms } from '../../../commands/configuration/application-versions/version-values.ts';
import type { VersionKey, VersionPlatform } from '../../../commands/configuration/application-versions/version-values.ts';
import { CountersignError } from '../../../errors/countersign-error.ts';

interface Params {
  identifier: string;
  platform: string;
  name: string;
}

/** Which version a path names. @throws CountersignError `not_found` */
export function versionKeyOf({ identifier, platform, name }: Params): VersionKey {
  return { application: identifier, platform: platformOf(platform), versionName: name };
}

/** @throws CountersignError `not_found`: there are two platforms. */
export function platformOf(text: string): VersionPlatform {
  const platform = versionPlatforms.find((known) => known === text);
  if (!platform) throw new CountersignError('not_found');
  return platform;
}

/** The path of a version, which ends with a slash (contract/end-user.md section 6). */
export function locationOf({ application, platform, versionName }: VersionKey): string {
  return `/applications/${application}/platforms/${platform}/versions/${encodeURIComponent(versionName)}/`;
}
