import type { ConfigurationSnapshot } from './configuration-snapshot.ts';

/** The name of the application that a version is of. */
export function applicationNameOf({ applications, applicationVersions }: ConfigurationSnapshot, applicationVersionId: string): string | null {
  return applications.get(applicationVersions.get(applicationVersionId)?.application ?? '')?.name ?? null;
}
