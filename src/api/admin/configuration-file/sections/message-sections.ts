import { invalidField } from '../../../../commands/configuration/conflicts.ts';
import { tagOf } from '../../../../commands/configuration/row-tag.ts';
import { taggedTemplate } from '../../../../commands/configuration/resources/message-templates.ts';
import { contextTemplateKey } from '../../../../domain/configuration/message-templates/placeholders.ts';
import { templateKeys } from '../../../../domain/configuration/message-templates/template-keys.ts';
import { defaultMessageKey } from '../../../../domain/configuration/mobile-authentication-types/default-message.ts';
import { MessageTemplate } from '../../../../entities/configuration/message-template.ts';
import { MobileAuthenticationType } from '../../../../entities/configuration/mobile-authentication-type.ts';
import type { AdminDeps } from '../../admin-deps.ts';
import type { Entry } from '../entry.ts';
import type { RouteCaller } from '../route-caller.ts';
import { plainSection } from './section.ts';
import type { Section } from './section.ts';

const template = '/message-templates/:key/:locale';
const messages = '/mobile-authentication-types/:name/messages';

/** Message texts that an operator wrote; those that come with the server are not in the file. */
export function templateSection(deps: Pick<AdminDeps, 'em' | 'keyring'>): Section {
  const put = async (call: RouteCaller, { key, locale, ...body }: Entry, tag?: string) => {
    await call(`put ${template}`, { params: { key, locale }, body, tag });
  };
  return {
    ...plainSection,
    name: 'message_templates',
    describes: 'Texts of mails and messages that were written anew, each with its `key` and `locale`.',
    reads: 'settings.read',
    changes: ({ key }) => (key === contextTemplateKey ? 'settings.manage' : 'message-channels.manage'),
    key: ['key', 'locale'],
    list: async () => {
      const keys = templateKeys.map(({ key }) => key);
      const rows = await deps.em().find(MessageTemplate, { key: { $in: keys } });
      return rows.map(({ key, locale, body }) => ({ entry: { key, locale, template: body }, params: { key, locale } }));
    },
    create: (call, entry) => put(call, entry),
    change: (call, { params }, fields, tag) => put(call, { ...params, ...fields }, tag),
    async remove(call, { params }, tag) {
      await call(`delete ${template}`, { params, tag });
    },
    tag: async (_call, { entry }) => tagOf(deps.keyring, taggedTemplate(entry['template'] as string)),
  };
}

/** Default messages of types, each in one language. */
export function defaultMessageSection(deps: Pick<AdminDeps, 'em'>): Section {
  const write = async (call: RouteCaller, { type, locale }: Entry, { message, ...others }: Entry) => {
    const [unknown] = Object.keys(others);
    if (unknown !== undefined) throw invalidField(unknown, 'unknown', 'A default message has no such field.');
    await call(`patch ${messages}`, { params: { name: type }, body: { [String(locale)]: message } });
  };
  return {
    ...plainSection,
    name: 'default_messages',
    describes: 'Default messages of types of mobile authentication, each with its `type` and `locale`.',
    reads: 'settings.read',
    changes: () => 'settings.manage',
    key: ['type', 'locale'],
    list: async () => {
      const em = deps.em();
      const types = await em.findAll(MobileAuthenticationType);
      const typeOf = new Map(types.map(({ name }) => [defaultMessageKey(name), name]));
      const rows = await em.find(MessageTemplate, { key: { $in: [...typeOf.keys()] } });
      return rows.map(({ key, locale, body: message }) => {
        const type = typeOf.get(key) ?? '';
        return { entry: { type, locale, message }, params: { type, locale } };
      });
    },
    create: (call, { type, locale, ...fields }) => write(call, { type, locale }, { message: undefined, ...fields }),
    change: (call, { params }, fields) => write(call, params, fields),
    remove: (call, { params }) => write(call, params, { message: null }),
  };
}
