import type { ConfigurationSnapshot } from '../commands/configuration/configuration-snapshot.ts';

/** `DISABLED` refuses everything: the user has to update the app. */
export function isDisabled(configuration: ConfigurationSnapshot, applicationVersionId: string): boolean {
  return configuration.applicationVersions.get(applicationVersionId)?.status === 'DISABLED';
}

/** `LOGIN_ONLY` serves connected users and connects no new ones. */
export function takesNewUsers(configuration: ConfigurationSnapshot, applicationVersionId: string): boolean {
  return configuration.applicationVersions.get(applicationVersionId)?.status === 'LOGIN_REGISTRATION';
}
