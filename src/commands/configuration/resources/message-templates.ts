import type { CommandDeps } from '../../command-deps.ts';
import { recordConfigurationChange } from '../record-configuration-change.ts';
import { checkTag } from '../row-tag.ts';
import type { RequestOrigin } from '../../events/request-origin.ts';
import type { TemplateKey } from '../../../domain/configuration/message-templates/template-keys.ts';
import { MessageTemplate } from '../../../entities/configuration/message-template.ts';
import { CountersignError } from '../../../errors/countersign-error.ts';

/** A template in one language. */
interface LocalTemplate {
  template: string;
  /** Whether it is the shipped text, not an operator's. */
  shipped: boolean;
}

/** A template by locale: the operator's text, else the shipped one of a supported language. */
export async function readTemplates(
  deps: Pick<CommandDeps, 'em'>,
  { key, shipped }: TemplateKey,
  supported: readonly string[],
): Promise<Record<string, LocalTemplate>> {
  const own = await deps.em().find(MessageTemplate, { key });
  const texts = new Map<string, LocalTemplate>(
    Object.entries(shipped)
      .filter(([locale]) => supported.includes(locale))
      .map(([locale, template]) => [locale, { template, shipped: true }]),
  );
  for (const { locale, body } of own) texts.set(locale, { template: body, shipped: false });
  return Object.fromEntries([...texts].toSorted(([one], [other]) => (one < other ? -1 : 1)));
}

/** Serialises changes of a template, so that the event names what really changed. */
const lock = 'select pg_advisory_xact_lock(7100058)';

interface Change {
  key: string;
  /** In lower case. */
  locale: string;
  /** null deletes it, so that the shipped text applies again. */
  text: string | null;
  /** Shipped text, used when no operator wrote one. */
  shipped: string | undefined;
  origin: RequestOrigin;
  ifMatch?: string | undefined;
}

/** Input of a template's tag. */
export function taggedTemplate(text: string | undefined): { text: string | null } {
  return { text: text ?? null };
}

/**
 * Writes or deletes a template in one language.
 * @throws CountersignError `not_found` when there is no operator's text to delete, `configuration_changed`
 */
export async function changeTemplate(
  deps: Pick<CommandDeps, 'em' | 'clock' | 'keyring'>,
  { key, locale, text, shipped, origin, ifMatch }: Change,
): Promise<void> {
  await deps.em().transactional(async (em) => {
    await em.execute(lock, [], 'get', em.getTransactionContext());
    const known = await em.findOne(MessageTemplate, { key, locale });
    if (text === null && !known) throw new CountersignError('not_found');
    checkTag(deps.keyring, taggedTemplate(known?.body ?? shipped), ifMatch);
    if (known?.body === text) return;
    if (text === null) em.remove(known as MessageTemplate);
    else if (known) known.body = text;
    else em.create(MessageTemplate, { key, locale, body: text }, { persist: true });
    await recordConfigurationChange(em, {
      event: 'CONFIGURATION MESSAGE TEMPLATE CHANGED',
      origin,
      occurredAt: deps.clock(),
      subjectId: key,
      subject: key,
      fields: [locale],
    });
  });
}
