/** What fields are for, by what the API says of them in English. */
export type Hints = Readonly<Record<string, string>>;

const translations: Partial<Record<string, () => Promise<{ default: Hints }>>> = {
  nl: () => import('./nl.json'),
};

/** The hints of fields in a language; none in English, in which the API has them. Loaded with the first form. */
export async function loadHints(language: string): Promise<Hints> {
  const found = await translations[language]?.();
  return found?.default ?? {};
}
