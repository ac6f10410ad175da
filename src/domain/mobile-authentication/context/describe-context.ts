import { renderTemplate } from './render-template.ts';
import type { Place } from './place.ts';
import type { UserAgent } from './user-agent.ts';

/** Where an authentication was started, as the app is told beside the text. Signed like the text. */
export interface TransactionContext {
  device?: string;
  location?: string;
}

/** What is known of where a request comes from. */
export interface Origin extends UserAgent {
  place?: Place | undefined;
}

/** More could not be shown on a phone, nor should it be: the site's own text stands alone then. */
const longestText = 20_000;

/** The secure message with the context filled in, and the context by itself; both are left out where nothing is known. */
export function describeContext(template: string, message: string | undefined, { place, operatingSystem, browser }: Origin): { text?: string; context?: TransactionContext } {
  const device = [operatingSystem, browser].filter(Boolean).join(' ');
  const location = [place?.countryCode, place?.region, place?.city].filter(Boolean).join(', ');
  if (device === '' && location === '') return message ? { text: message } : {};
  const filled = renderTemplate(template, { message, operatingSystem, browser, ...place });
  const text = filled.length > longestText ? message : filled;
  return { ...(text ? { text } : {}), context: { ...(device ? { device } : {}), ...(location ? { location } : {}) } };
}
