import type { ConfigurationSnapshot } from '../commands/configuration/configuration-snapshot.ts';

/** `DISABLED` refuses everything: the user has to update the app. */
export function isDisabled(configuration: ConfigurationSnapshot, applicationVersionId: string): boolean {
  return configuration.applicationVersions.get(applicationVersionId)?.status === 'DISABLED';
}

/** `LOGIN_ONLY` serves who is connected and connects nobody new. */
export function takesNewUsers(configuration: ConfigurationSnapshot, applicationVersionId: string): boolean {
  return configuration.applicationVersions.get(applicationVersionId)?.status === 'LOGIN_REGISTRATION';
}
