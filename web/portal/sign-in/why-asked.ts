import type { Flow } from '../api/flow.ts';

/** The client of our own account pages. */
export const accountClientId = 'countersign-portal';

/**
 * Why a person is asked for a proof, or for one more, where that is not plain: they change their account, the site takes nothing that a
 * fake site could pass on, wants a stronger or a second proof, or a sign-in that is new enough.
 */
export type WhyAsked =
  | { why: 'account' | 'phishing' | 'stronger' | 'second' | 'anew' }
  | { why: 'recent'; seconds: number };

/** The `acr` that asks for a proof which phishing cannot get. */
const phishingResistant = 'phr';
/** From this level on two proofs of any kind are not enough. */
const strongLevel = 3;

/** @returns undefined for a plain sign-in: the page says where that is to. */
export function whyAsked({ client, required, achieved, user }: Flow): WhyAsked | undefined {
  const { acr, level, max_age: maxAge } = required;
  if (client.client_id === accountClientId && maxAge !== null) return { why: 'account' };
  if (acr === phishingResistant) return { why: 'phishing' };
  if (user !== null) return { why: level >= strongLevel && level > achieved.level ? 'stronger' : 'second' };
  if (maxAge === null) return undefined;
  return maxAge === 0 ? { why: 'anew' } : { why: 'recent', seconds: maxAge };
}

/** An age in words of the language, in the largest unit of which it is a whole number. */
export function ageInWords(seconds: number, locale: string): string {
  const units = [
    ['day', 86_400],
    ['hour', 3600],
    ['minute', 60],
    ['second', 1],
  ] as const;
  const [unit, size] = units.find(([, each]) => seconds % each === 0) ?? ['second', 1];
  return new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'long' }).format(seconds / size);
}
