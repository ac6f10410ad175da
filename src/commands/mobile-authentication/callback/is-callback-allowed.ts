import type { ConfigurationSnapshot } from '../../configuration/configuration-snapshot.ts';

/** Whether callbacks may go to a URL: to any, unless the whitelist is on, and then to those that are on it letter by letter. */
export function isCallbackAllowed({ general, callbackEndpoints }: ConfigurationSnapshot, url: string): boolean {
  return !general.callback_whitelist_enabled || callbackEndpoints.has(url);
}
