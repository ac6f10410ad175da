import { renderTemplate } from './render-template.ts';
import type { Location } from './location.ts';
import type { UserAgent } from './user-agent.ts';

/** Where an authentication was started, as the app is told beside the text. Signed like the text. */
export interface TransactionContext {
  device?: string;
  location?: string;
}

/** What is known of where a request comes from. */
export interface KnownOrigin extends UserAgent {
  location?: Location | undefined;
}

/** More could not be shown on a phone, nor should it be: the site's own text stands alone then. */
const longestText = 20_000;

/** The secure message with the context filled in, and the context by itself; both are left out where nothing is known. */
export function describeContext(template: string, message: string | undefined, { location, operatingSystem, browser }: KnownOrigin): { text?: string; context?: TransactionContext } {
  const device = [operatingSystem, browser].filter(Boolean).join(' ');
  const where = [location?.countryCode, location?.region, location?.city].filter(Boolean).join(', ');
  if (device === '' && where === '') return message ? { text: message } : {};
  const filled = renderTemplate(template, { message, operatingSystem, browser, ...location });
  const text = filled.length > longestText ? message : filled;
  return { ...(text ? { text } : {}), context: { ...(device ? { device } : {}), ...(where ? { location: where } : {}) } };
}
