/** Visible ASCII, which every URL can be written in. */
export const urlCharacters = /^[\x21-\x7e]+$/;

/** Where a website is told of an end: its own URL, which it may write as it likes. */
const callback = { http: true, fragment: true };
/** An address that an operator configures. */
const web = { http: true, fragment: false };
/** The same where something confidential goes. */
const secure = { http: false, fragment: false };
const forms = { callback, web, secure };

export type WebAddressForm = keyof typeof forms;
/** What is wrong with an address; the first that applies. */
export type WebAddressFault = 'no_web_address' | 'credentials' | 'fragment' | 'not_https';

/** Reads an absolute `https:` URL (or `http:`, by its form) without credentials, in visible ASCII; or says why it is none. */
export function readWebAddress(text: string, form: WebAddressForm): URL | WebAddressFault {
  const url = urlCharacters.test(text) ? URL.parse(text) : null;
  if (!url || !['https:', 'http:'].includes(url.protocol)) return 'no_web_address';
  if (url.username || url.password) return 'credentials';
  if (!forms[form].fragment && text.includes('#')) return 'fragment';
  return url.protocol === 'http:' && !forms[form].http ? 'not_https' : url;
}
