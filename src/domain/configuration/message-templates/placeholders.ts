/** The key under which the template is kept (contract/mobile-authentication.md section 7). */
export const contextTemplateKey = 'mobileAuthentication.confirmation.template';

/** Placeholders of templates, written in square brackets. */
export const placeholders = ['message', 'operatingSystem', 'browser', 'countryCode', 'region', 'city'] as const;
export type Placeholder = (typeof placeholders)[number];

/** Known values; unknown ones are left out. */
export type ContextValues = { readonly [Name in Placeholder]?: string | undefined };

/** Matches each placeholder; anything else in square brackets is text. */
export const placeholderPattern = new RegExp(`\\[(${placeholders.join('|')})\\]`, 'g');
