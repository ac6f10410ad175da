import { attributePrefix } from '../../configuration/identity-providers/claim-mapping.ts';
import type { ClaimMapping, MappedField } from '../../configuration/identity-providers/claim-mapping.ts';
import type { PersonValues } from '../../persons/profile/profile.ts';
import { isBirthDate, isTimeZone, readLocale } from '../../persons/profile/profile-rules.ts';

export type MappedValues = Partial<
  Pick<PersonValues, 'displayName' | 'givenName' | 'familyName' | 'gender' | 'birthDate' | 'locale' | 'zone'>
> & { customAttributes?: Record<string, string> };

/** What the claims of an account are as fields of a profile. A claim that is missing, or that its field cannot hold, is left out. */
export function mapClaims(
  mappings: readonly ClaimMapping[],
  claims: Readonly<Record<string, unknown>>,
  { rules, now }: { rules: readonly ClaimMapping['update'][]; now: Date },
): MappedValues {
  const values: MappedValues = {};
  for (const { from, to, update } of mappings) {
    const text = rules.includes(update) ? textAt(claims, from) : undefined;
    if (text === undefined) continue;
    if (to.startsWith(attributePrefix)) {
      const value = readAttribute(text);
      if (value !== undefined) (values.customAttributes ??= {})[to.slice(attributePrefix.length)] = value;
    } else Object.assign(values, readField[to as MappedField](text, now));
  }
  return values;
}

/** Gives a field what a claim says, if the field can hold it. */
const readField: Record<MappedField, (text: string, now: Date) => MappedValues> = {
  display_name: (text) => given('displayName', readName(text)),
  given_name: (text) => given('givenName', readName(text)),
  family_name: (text) => given('familyName', readName(text)),
  gender: (text) => given('gender', readName(text, longestGender)),
  birthdate: (text, now) => given('birthDate', isBirthDate(text, now) ? text : undefined),
  locale: (text) => given('locale', readLocale(text)),
  zoneinfo: (text) => given('zone', isTimeZone(text) ? text : undefined),
};

function given(field: keyof MappedValues, value: string | undefined): MappedValues {
  return value === undefined ? {} : { [field]: value };
}

// Controls, unpaired surrogates and bidirectional overrides.
const notInNames = /[\p{Cc}\p{Cs}\u202a-\u202e\u2066-\u2069]/gu;
const [longestName, longestGender, longestAttribute] = [100, 32, 1024];

/** A name that a provider gave, as a profile may hold it; undefined: nothing is left of it. */
function readName(name: string, longest = longestName): string | undefined {
  const clean = name.replaceAll(notInNames, ' ').trim();
  return [...clean].slice(0, longest).join('').trim() || undefined;
}

function readAttribute(text: string): string | undefined {
  return text.length <= longestAttribute && !text.includes('\0') && text.isWellFormed() ? text : undefined;
}

/** What a pointer leads to, as text; undefined: nothing, or more than text can say. */
function textAt(claims: unknown, pointer: string): string | undefined {
  let found = claims;
  for (const part of pointer.split('/').slice(1)) {
    const name = part.replaceAll('~1', '/').replaceAll('~0', '~');
    if (typeof found !== 'object' || found === null || !Object.hasOwn(found, name)) return undefined;
    found = (found as Record<string, unknown>)[name];
  }
  const parts = Array.isArray(found) ? (found as unknown[]) : [found];
  return parts.length > 0 && parts.every(isScalar) ? parts.join(', ') : undefined;
}

function isScalar(value: unknown): value is string | number | boolean {
  return ['string', 'number', 'boolean'].includes(typeof value);
}
