import { MessageTemplate } from '../../../entities/configuration/message-template.ts';
import { CountersignError } from '../../../errors/countersign-error.ts';
import type { CommandDeps } from '../../command-deps.ts';
import type { RequestOrigin } from '../../request-origin.ts';
import { recordConfigurationChange } from '../record-configuration-change.ts';
import { checkTag } from '../row-tag.ts';

/** One change of a template at a time: what is told to have changed is what did. */
const lock = 'select pg_advisory_xact_lock(7100058)';

interface Change {
  key: string;
  /** In lower case. */
  locale: string;
  /** null takes it away, so that the shipped one is used again. */
  text: string | null;
  /** What stands there when no operator wrote anything. */
  shipped: string | undefined;
  origin: RequestOrigin;
  ifMatch?: string | undefined;
}

/** What the tag of a template is made from. */
export function taggedTemplate(text: string | undefined): { text: string | null } {
  return { text: text ?? null };
}

/**
 * Writes a template in one language, or takes it away.
 * @throws CountersignError `not_found` when there is none of the operator's to take away, `configuration_changed`
 */
export async function changeTemplate(deps: Pick<CommandDeps, 'em' | 'clock' | 'keyring'>, { key, locale, text, shipped, origin, ifMatch }: Change): Promise<void> {
  await deps.em().transactional(async (em) => {
    await em.execute(lock, [], 'get', em.getTransactionContext());
    const known = await em.findOne(MessageTemplate, { key, locale });
    if (text === null && !known) throw new CountersignError('not_found');
    checkTag(deps.keyring, taggedTemplate(known?.body ?? shipped), ifMatch);
    if (known?.body === text) return;
    if (text === null) em.remove(known as MessageTemplate);
    else if (known) known.body = text;
    else em.create(MessageTemplate, { key, locale, body: text }, { persist: true });
    await recordConfigurationChange(em, { event: 'CONFIGURATION MESSAGE TEMPLATE CHANGED', origin, occurredAt: deps.clock(), subjectId: key, subject: key, fields: [locale] });
  });
}
