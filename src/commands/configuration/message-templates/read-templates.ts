import type { TemplateKey } from '../../../domain/mobile-authentication/context/template-keys.ts';
import { MessageTemplate } from '../../../entities/configuration/message-template.ts';
import type { CommandDeps } from '../../command-deps.ts';

/** A template in one language. */
export interface LocalTemplate {
  template: string;
  /** Nobody wrote it here: it came with Countersign. */
  shipped: boolean;
}

/** A template in every language it is in, by locale: an operator's own, else the shipped one where that language is supported. */
export async function readTemplates(deps: Pick<CommandDeps, 'em'>, { key, shipped }: TemplateKey, supported: readonly string[]): Promise<Record<string, LocalTemplate>> {
  const own = await deps.em().find(MessageTemplate, { key });
  const texts = new Map<string, LocalTemplate>(Object.entries(shipped).filter(([locale]) => supported.includes(locale)).map(([locale, template]) => [locale, { template, shipped: true }]));
  for (const { locale, body } of own) texts.set(locale, { template: body, shipped: false });
  return Object.fromEntries([...texts].toSorted(([one], [other]) => (one < other ? -1 : 1)));
}
