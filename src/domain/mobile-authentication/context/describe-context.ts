import { renderTemplate } from './render-template.ts';
import type { Location } from './location.ts';
import type { UserAgent } from './user-agent.ts';

/** Origin of an authentication for the app, signed like the text. */
export interface TransactionContext {
  device?: string;
  location?: string;
}

/** Known origin of a request. */
export interface KnownOrigin extends UserAgent {
  location?: Location | undefined;
}

/** Most characters on a phone; beyond them only the site's text is shown. */
const longestText = 20_000;

/** The secure message with the context filled in, and the context by itself; both are left out where nothing is known. */
export function describeContext(
  template: string,
  message: string | undefined,
  { location, operatingSystem, browser }: KnownOrigin,
): { text?: string; context?: TransactionContext } {
  const device = [operatingSystem, browser].filter(Boolean).join(' ');
  const where = [location?.countryCode, location?.region, location?.city].filter(Boolean).join(', ');
  if (device === '' && where === '') return message ? { text: message } : {};
  const filled = renderTemplate(template, { message, operatingSystem, browser, ...location });
  const text = filled.length > longestText ? message : filled;
  return {
    ...(text ? { text } : {}),
    context: { ...(device ? { device } : {}), ...(where ? { location: where } : {}) },
  };
}
