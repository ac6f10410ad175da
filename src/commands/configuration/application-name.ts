import type { ConfigurationSnapshot } from './configuration-snapshot.ts';

/** Name of the application of a version. */
export function applicationNameOf(
  { applications, applicationVersions }: ConfigurationSnapshot,
  applicationVersionId: string,
): string | null {
  return applications.get(applicationVersions.get(applicationVersionId)?.application ?? '')?.name ?? null;
}
