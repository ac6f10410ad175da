import type { Middleware } from 'koa';
import {
  changeTemplate,
  readTemplates,
  taggedTemplate,
} from '../../../commands/configuration/resources/message-templates.ts';
import { invalidField } from '../../../commands/configuration/conflicts.ts';
import { tagOf } from '../../../commands/configuration/row-tag.ts';
import { renderContent, renderFrame } from '../../../commands/messages/delivery/render-message.ts';
import { segmentsOf } from '../../../domain/messages/text-messages/segments.ts';
import { layoutKey } from '../../../domain/configuration/message-templates/mail/mail-templates.ts';
import { previewTemplate, samplesFor } from '../../../domain/configuration/message-templates/preview-template.ts';
import { contextTemplateKey } from '../../../domain/configuration/message-templates/placeholders.ts';
import { templateKeys } from '../../../domain/configuration/message-templates/template-keys.ts';
import type { TemplateKey } from '../../../domain/configuration/message-templates/template-keys.ts';
import { CountersignError } from '../../../errors/countersign-error.ts';
import { createOperatorAccess } from '../../admin/operator-access.ts';
import type { ApiDeps } from '../../api-deps.ts';
import { ifMatchHeader } from '../../http/request-headers.ts';
import { defineRoute } from '../../http/route.ts';
import type { Route } from '../../http/route.ts';
import { templateTestRoute } from '../channel-tests/routes.ts';
import { changeOf } from '../fields.ts';
import {
  keyParams,
  keysAnswer,
  previewAnswer,
  previewBody,
  putTemplateBody,
  templateAnswer,
  templateParams,
  templatesAnswer,
} from './schema.ts';

const path = '/message-templates';

/** Texts with placeholders, by key and language (contract/mobile-authentication.md section 7). */
export function messageTemplateRoutes(deps: ApiDeps): Route[] {
  return [...listRoutes(deps), readRoute(deps), previewRoute(deps), ...changeRoutes(deps)];
}

function listRoutes(deps: ApiDeps): Route[] {
  return [
    defineRoute({
      method: 'get',
      path: `${path}{/}`,
      summary: 'Keys of the message templates, with their languages',
      responses: { 200: keysAnswer },
      handler: async () => {
        const result = await Promise.all(
          templateKeys.map(async (entry) => ({ key: entry.key, locales: Object.keys(await read(deps, entry)) })),
        );
        return { status: 200, body: { result } };
      },
    }),
    defineRoute({
      method: 'get',
      path: `${path}/:key{/}`,
      summary: 'A message template in all its languages',
      params: keyParams,
      responses: { 200: templatesAnswer },
      handler: async ({ params }) => {
        const templates = await read(deps, keyOf(params.key));
        return {
          status: 200,
          body: { result: Object.entries(templates).map(([locale, template]) => ({ locale, ...template })) },
        };
      },
    }),
  ];
}

const one = { path: `${path}/:key/:locale{/}`, params: templateParams };

function readRoute(deps: ApiDeps): Route {
  return defineRoute({
    ...one,
    method: 'get',
    summary: 'A message template in one language',
    responses: { 200: templateAnswer },
    handler: async ({ params: { key, locale } }) => {
      const found = (await read(deps, keyOf(key)))[locale];
      if (!found) throw new CountersignError('not_found');
      return {
        status: 200,
        body: { locale, ...found },
        headers: { ETag: tagOf(deps.keyring, taggedTemplate(found.template)) },
      };
    },
  });
}

function previewRoute(deps: ApiDeps): Route {
  return defineRoute({
    method: 'post',
    path: `${path}/:key/preview{/}`,
    summary: 'What a message template would say, as it is typed',
    params: keyParams,
    body: previewBody,
    responses: { 200: previewAnswer },
    handler: async ({ params: { key }, body: { template, locale = 'en' } }) => {
      const entry = keyOf(key);
      const refusal = entry.check(template);
      if (refusal) throw invalidField('template', refusal.code, refusal.message);
      const shown = await preview(deps, entry, { template, locale }).catch(() => {
        throw invalidField('template', 'template_failed', 'The template cannot be rendered.');
      });
      const segments = key.startsWith(smsKeys) ? segmentsOf(shown.text) : null;
      return { status: 200, body: { ...shown, language: entry.language, variables: [...entry.variables], segments } };
    },
  });
}

/** What a text says, and of a mail's HTML the whole mail. */
async function preview(deps: ApiDeps, entry: TemplateKey, { template, locale }: { template: string; locale: string }) {
  const text = await previewTemplate(entry, template);
  if (entry.language !== 'html') return { text, html: null };
  const { messageTemplates: templates, general } = await deps.configuration.current();
  const data = samplesFor(['site', 'link', 'code', 'minutes']);
  const words = { templates, supported: general.supported_locales, locale, data };
  if (entry.key !== layoutKey) return { text, html: await renderFrame(words, locale, text) };
  const content = await renderContent({ ...words, template: 'sign_in_link' });
  return { text, html: await renderFrame(words, locale, content, template) };
}

/** How the keys of text messages begin. */
const smsKeys = 'sms.';

function changeRoutes(deps: ApiDeps): Route[] {
  const before = administerCodes(deps);
  return [
    templateTestRoute(deps, before, templateParams),
    defineRoute({
      ...one,
      before,
      method: 'put',
      headers: [ifMatchHeader],
      summary: 'Write a message template in one language',
      body: putTemplateBody,
      responses: { 204: null },
      handler: async ({ params: { key, locale }, body, context }) => {
        const entry = keyOf(key);
        const refusal = entry.check(body.template);
        if (refusal) throw invalidField('template', refusal.code, refusal.message);
        await checkSupported(deps, locale);
        await changeTemplate(deps, {
          key,
          locale,
          text: body.template,
          shipped: entry.shipped[locale],
          ...changeOf(context),
        });
        return { status: 204 };
      },
    }),
    defineRoute({
      ...one,
      before,
      method: 'delete',
      headers: [ifMatchHeader],
      summary: 'Delete a message template in one language; the shipped text applies again',
      responses: { 204: null },
      handler: async ({ params: { key, locale }, context }) => {
        await changeTemplate(deps, {
          key,
          locale,
          text: null,
          shipped: keyOf(key).shipped[locale],
          ...changeOf(context),
        });
        return { status: 204 };
      },
    }),
  ];
}

/** A text with codes and links could send them to another address: with a picture in a mail, or a link that leads there. */
function administerCodes(deps: ApiDeps): Middleware {
  const check = createOperatorAccess(deps).administer('message-channels.manage');
  return (context, next) => {
    const { key } = context.params as { key?: string };
    return key === contextTemplateKey ? next() : check(context, next);
  };
}

function keyOf(key: string): TemplateKey {
  const found = templateKeys.find((entry) => entry.key === key);
  if (!found) throw new CountersignError('not_found');
  return found;
}

async function read(deps: ApiDeps, entry: TemplateKey) {
  const { general } = await deps.configuration.current();
  return readTemplates(deps, entry, general.supported_locales);
}

async function checkSupported(deps: ApiDeps, locale: string): Promise<void> {
  const { general } = await deps.configuration.current();
  if (!general.supported_locales.includes(locale))
    throw invalidField('locale', 'not_supported', 'Add the language to the setting supported_locales first.');
}
