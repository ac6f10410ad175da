import type { EntityManager } from '@mikro-orm/postgresql';
import { consentLanguages } from '../../../domain/tokens/consents/consent-texts.ts';
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
  const textsIn = (language: string) =>
    Object.fromEntries(lines.map((line) => [textKeyOf(line), line.texts[language] ?? '']));
  const texts = Object.fromEntries(consentLanguages.map((language) => [language, textsIn(language)]));
  await em
    .createQueryBuilder(ConsentText)
    .insert({ version, texts, createdAt: now })
    .onConflict('version')
    .ignore()
    .execute();
  return version;
}

/** Texts that people read, by version, then by language and {@link textKeyOf}. */
export async function findConsentTexts(
  deps: Pick<CommandDeps, 'em'>,
  versions: readonly string[],
): Promise<Map<string, ConsentText['texts']>> {
  const rows = await deps.em().find(ConsentText, { version: { $in: [...versions] } });
  return new Map(rows.map(({ version, texts }) => [version, texts]));
}
