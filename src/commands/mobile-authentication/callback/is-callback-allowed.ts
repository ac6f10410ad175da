import type { GeneralSettings } from '../../../domain/configuration/general-settings.ts';

/** What of the configuration says where callbacks may go. */
interface CallbackConfiguration {
  general: Pick<GeneralSettings, 'callback_whitelist_enabled'>;
  callbackEndpoints: { has(url: string): boolean };
}

/** Whether callbacks may go to a URL: to any, unless the whitelist is on, and then to those that are on it letter by letter. */
export function isCallbackAllowed({ general, callbackEndpoints }: CallbackConfiguration, url: string): boolean {
  return !general.callback_whitelist_enabled || callbackEndpoints.has(url);
}
