import type { EntityManager } from '@mikro-orm/postgresql';
import { consentLanguages } from '../../../domain/tokens/consents/consent-texts.ts';
import type { ConsentLanguage } from '../../../domain/tokens/consents/consent-texts.ts';
import { ConsentText } from '../../../entities/tokens/consent-text.ts';
import type { CommandDeps } from '../../command-deps.ts';
import { textVersionOf } from './consent-lines.ts';
import type { ConsentLine } from './consent-lines.ts';

/** The name of a scope among the texts of a question. */
export function textKeyOf({ resource, name }: Pick<ConsentLine, 'resource' | 'name'>): string {
  return `${resource ?? ''} ${name}`.trim();
}

/** Keeps the texts of a question, in the caller's transaction. @returns their version. */
export async function keepTexts(em: EntityManager, lines: readonly ConsentLine[], now: Date): Promise<string> {
  const version = textVersionOf(lines);
  const textsIn = (language: ConsentLanguage) => Object.fromEntries(lines.flatMap((line) => wordsOf(line, language)));
  const texts = Object.fromEntries(consentLanguages.map((language) => [language, textsIn(language)]));
  await em
    .createQueryBuilder(ConsentText)
    .insert({ version, texts, createdAt: now })
    .onConflict('version')
    .ignore()
    .execute();
  return version;
}

/** What a person reads of a scope: what it is, why the client asks for it, and for its claims. */
function wordsOf(line: ConsentLine, language: ConsentLanguage): [string, string][] {
  const key = textKeyOf(line);
  const reasons = line.claims.map(({ name, motivation }) => [`${key} claim ${name} motivation`, motivation] as const);
  return [
    [key, line.texts[language] ?? ''],
    ...[[`${key} motivation`, line.motivation] as const, ...reasons].flatMap(([name, reason]) =>
      reason ? [[name, reason[language]] satisfies [string, string]] : [],
    ),
  ];
}

/** Texts that people read, by version, then by language and {@link textKeyOf}. */
export async function findConsentTexts(
  deps: Pick<CommandDeps, 'em'>,
  versions: readonly string[],
): Promise<Map<string, ConsentText['texts']>> {
  const rows = await deps.em().find(ConsentText, { version: { $in: [...versions] } });
  return new Map(rows.map(({ version, texts }) => [version, texts]));
}
