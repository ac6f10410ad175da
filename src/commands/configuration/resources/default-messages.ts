import type { EntityManager } from '@mikro-orm/postgresql';
import type { CommandDeps } from '../../command-deps.ts';
import type { ConfigurationSource } from '../configuration-snapshot.ts';
import { invalidField } from '../conflicts.ts';
import { recordConfigurationChange } from '../record-configuration-change.ts';
import { findLockedType } from './mobile-authentication-types.ts';
import { checkTag } from '../row-tag.ts';
import type { RequestOrigin } from '../../events/request-origin.ts';
import { defaultMessageKey } from '../../../domain/configuration/mobile-authentication-types/default-message.ts';
import { MessageTemplate } from '../../../entities/configuration/message-template.ts';
import { MobileAuthenticationType } from '../../../entities/configuration/mobile-authentication-type.ts';
import { CountersignError } from '../../../errors/countersign-error.ts';

/** Most languages of one type. */
const mostLocales = 100;

/** Text by locale, in the locales' order. */
type DefaultMessages = Record<string, string>;

interface Change {
  /** Name of the type. */
  name: string;
  /** By locale in lower case; null removes the message. */
  messages: Readonly<Record<string, string | null>>;
  origin: RequestOrigin;
  /** Tag of the row that the caller read (`If-Match`). An older one is refused with `configuration_changed`. */
  ifMatch?: string | undefined;
}

/**
 * The default messages of a type.
 * @throws CountersignError `not_found`
 */
export async function readDefaultMessages(deps: Pick<CommandDeps, 'em'>, name: string): Promise<DefaultMessages> {
  const em = deps.em();
  if ((await em.count(MobileAuthenticationType, { name })) === 0) throw new CountersignError('not_found');
  return asMessages(await findTemplates(em, name));
}

/**
 * Changes the default messages in the given languages.
 * @throws CountersignError `not_found`, `invalid_request`
 */
export async function changeDefaultMessages(
  deps: Pick<CommandDeps, 'em' | 'clock' | 'keyring'> & { configuration: ConfigurationSource },
  { name, messages, origin, ifMatch }: Change,
): Promise<void> {
  const { general } = await deps.configuration.current();
  checkLengths(messages, general.message_max_length);
  await deps.em().transactional(async (em) => {
    // The lock serialises changes of the type's messages and its deletion.
    await findLockedType(em, name);
    const templates = await findTemplates(em, name);
    checkTag(deps.keyring, asMessages(templates), ifMatch);
    const changed = Object.entries(messages).filter(([locale, text]) =>
      changeTemplate(
        em,
        name,
        templates.find((template) => template.locale === locale),
        { locale, text },
      ),
    );
    if (changed.length === 0) return;
    const added = changed.filter(
      ([locale, text]) => text !== null && !templates.some((template) => template.locale === locale),
    ).length;
    const removed = changed.filter(([, text]) => text === null).length;
    if (templates.length + added - removed > mostLocales)
      throw invalidField('body', 'too_many', `A type has messages in ${mostLocales} languages at most.`);
    const fields = changed.map(([locale]) => `messages.${locale}`);
    await recordConfigurationChange(em, {
      event: 'CONFIGURATION MOBILE AUTHENTICATION TYPE CHANGED',
      origin,
      occurredAt: deps.clock(),
      subjectId: name.slice(0, 64),
      fields,
    });
  });
}

async function findTemplates(em: EntityManager, name: string): Promise<MessageTemplate[]> {
  return em.find(MessageTemplate, { key: defaultMessageKey(name) }, { orderBy: { locale: 'asc' } });
}

function asMessages(templates: readonly MessageTemplate[]): DefaultMessages {
  return Object.fromEntries(templates.map(({ locale, body }) => [locale, body]));
}

/** Refuses a message over the limit for messages in requests, counted in graphemes. */
function checkLengths(messages: Change['messages'], most: number): void {
  for (const [locale, text] of Object.entries(messages)) {
    if (text !== null && [...text].length > most)
      throw invalidField(locale, 'too_long', `A message has ${most} characters at most.`);
  }
}

/** @returns whether a message changed. */
function changeTemplate(
  em: EntityManager,
  name: string,
  template: MessageTemplate | undefined,
  { locale, text }: { locale: string; text: string | null },
): boolean {
  if ((template?.body ?? null) === text) return false;
  if (text === null) em.remove(template as MessageTemplate);
  else if (template) template.body = text;
  else em.create(MessageTemplate, { key: defaultMessageKey(name), locale, body: text }, { persist: true });
  return true;
}
