/** What a site may send as `language_code`; the underscore is how some platforms write it. */
const askable = /^[A-Za-z]{2,3}([-_][A-Za-z0-9]{1,8})*$/;
/** Characters of a locale (RFC 5646 section 4.4.1). */
export const localeLength = 35;

/** A language tag (BCP 47) in lower case, an outdated one by its present name (`iw` is `he`); undefined when it is none that could be asked for. */
export function canonicalLocale(tag: string): string | undefined {
  if (tag.length > localeLength || !askable.test(tag)) return undefined;
  try {
    return Intl.getCanonicalLocales(tag.replaceAll('_', '-'))[0]?.toLowerCase();
  } catch {
    return undefined;
  }
}

/** The locales to look for, best first: the one asked for, ever less of it (RFC 4647 section 3.4), English last. */
export function localesFor(language: string | undefined): string[] {
  const locales: string[] = [];
  for (let range = canonicalLocale(language ?? ''); range; range = shorter(range)) locales.push(range);
  return [...locales, 'en'];
}

/** Without its last part and a single letter before it; undefined when nothing is left. */
function shorter(range: string): string | undefined {
  const less = range.replace(/(-[a-z0-9])?-[^-]+$/, '');
  return less === range ? undefined : less;
}
