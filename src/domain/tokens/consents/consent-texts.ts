/** Languages that people are asked in. */
export const consentLanguages = ['en', 'nl'] as const;
export type ConsentLanguage = (typeof consentLanguages)[number];

type Texts = Readonly<Record<ConsentLanguage, string>>;

/** What the scopes of OpenID Connect let a site know or do. A change of a text asks every person anew. */
const openidTexts: Readonly<Record<string, Texts>> = {
  openid: { en: 'Know that it is you', nl: 'Weten dat u het bent' },
  profile: {
    en: 'Your name, username, gender, date of birth, time zone and language',
    nl: 'Uw naam, gebruikersnaam, geslacht, geboortedatum, tijdzone en taal',
  },
  email: { en: 'Your e-mail address', nl: 'Uw e-mailadres' },
  phone: { en: 'Your phone number', nl: 'Uw telefoonnummer' },
  address: { en: 'Your postal address', nl: 'Uw postadres' },
  offline_access: { en: 'All this also while you are not signed in', nl: 'Dit alles ook als u niet bent ingelogd' },
};

/** The text of a scope in every language. A protected resource has one of its own; its name stands in where it has none. */
export function textsOfScope({ name, description }: { name: string; description: string | null }): Texts {
  return openidTexts[name] ?? { en: description ?? name, nl: description ?? name };
}
