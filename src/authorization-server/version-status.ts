import type { ConfigurationSnapshot } from '../commands/configuration/configuration-snapshot.ts';

/** `DISABLED` refuses everything: the user has to update the app. */
export function isDisabled(configuration: ConfigurationSnapshot, applicationVersionId: string): boolean {
  return configuration.applicationVersions.get(applicationVersionId)?.status === 'DISABLED';
}

/** `LOGIN_ONLY` serves who is connected and connects nobody new. */
export function takesNewUsers(configuration: ConfigurationSnapshot, applicationVersionId: string): boolean {
  return configuration.applicationVersions.get(applicationVersionId)?.status === 'LOGIN_REGISTRATION';
}

/** The name of the application that a version is of. */
export function applicationNameOf({ applications, applicationVersions }: ConfigurationSnapshot, applicationVersionId: string): string | null {
  return applications.get(applicationVersions.get(applicationVersionId)?.application ?? '')?.name ?? null;
}
