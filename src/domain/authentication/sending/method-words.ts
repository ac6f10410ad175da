import { localesFor } from '../../configuration/locale.ts';
import type { ChangedType, MethodChangeKind } from '../../persons/sign-in-methods/status.ts';

/** The languages of the mails that come with the server. */
type Language = 'en' | 'nl';

interface Words {
  kinds: Record<MethodChangeKind, string>;
  types: Record<ChangedType, string>;
  userCode: Record<'set' | 'changed' | 'removed', string>;
}

const words: Record<Language, Words> = {
  en: {
    kinds: {
      added: 'Added',
      replaced: 'Replaced',
      changed: 'Changed',
      removed: 'Removed',
      reported_lost: 'Reported lost, to be removed after 24 hours',
      made_primary: 'Chosen to be used first',
    },
    types: {
      password: 'password',
      authenticator_app: 'authenticator app',
      passkey: 'passkey',
      recovery_codes: 'recovery codes',
      email: 'e-mail address',
      phone: 'phone number',
      identity: 'account elsewhere',
      certificate: 'certificate',
      countersign: 'phone with the app',
    },
    userCode: { set: 'The code was set.', changed: 'The code was changed.', removed: 'The code was removed.' },
  },
  nl: {
    kinds: {
      added: 'Toegevoegd',
      replaced: 'Vervangen',
      changed: 'Gewijzigd',
      removed: 'Verwijderd',
      reported_lost: 'Als verloren gemeld, wordt na 24 uur verwijderd',
      made_primary: 'Gekozen om als eerste te gebruiken',
    },
    types: {
      password: 'wachtwoord',
      authenticator_app: 'authenticator-app',
      passkey: 'passkey',
      recovery_codes: 'herstelcodes',
      email: 'e-mailadres',
      phone: 'telefoonnummer',
      identity: 'account elders',
      certificate: 'certificaat',
      countersign: 'telefoon met de app',
    },
    userCode: { set: 'De code is ingesteld.', changed: 'De code is gewijzigd.', removed: 'De code is verwijderd.' },
  },
};

/** What is neither shown nor allowed in a mail: control and invisible characters. */
const invisible = /[\p{C}\u2028\u2029]/gu;

interface Change {
  kind: MethodChangeKind;
  type: ChangedType;
  /** What the person calls it. */
  name: string | null;
  /** Its address or number, masked. */
  destination: string | null;
  at: Date;
  /** IANA name; null: UTC. */
  zone: string | null;
}

/** What a mail about a change says, in a language. */
export function wordsOfChange(
  { kind, type, name, destination, at, zone }: Change,
  locale: string,
): { change: string; method: string; time: string } {
  const { kinds, types } = words[languageOf(locale)];
  const called = readableName(name);
  const parts = [types[type], called === '' ? undefined : `“${called}”`, destination ?? undefined];
  return { change: kinds[kind], method: parts.filter(Boolean).join(' '), time: wordsOfTime({ at, zone, locale }) };
}

/** Several changes in one line. */
export function wordsOfChanges(changes: readonly Pick<Change, 'kind' | 'type'>[], locale: string): string {
  const { kinds, types } = words[languageOf(locale)];
  return changes.map(({ kind, type }) => `${kinds[kind]}: ${types[type]}`).join('; ');
}

/** What became of the code that a person tells clients. */
export function wordsOfUserCode(change: keyof Words['userCode'], locale: string): string {
  return words[languageOf(locale)].userCode[change];
}

/** A time as a person reads it. */
export function wordsOfTime({ at, zone, locale }: Pick<Change, 'at' | 'zone'> & { locale: string }): string {
  const options = { dateStyle: 'long', timeStyle: 'long', timeZone: zone ?? 'UTC' } as const;
  return new Intl.DateTimeFormat(languageOf(locale), options).format(at).replaceAll(/\s/g, ' ');
}

/** A name without what is neither shown nor allowed in a mail. */
export function readableName(name: string | null): string {
  return (name ?? '').replaceAll(invisible, '').trim();
}

function languageOf(locale: string): Language {
  return localesFor(locale).find((one): one is Language => one in words) ?? 'en';
}
