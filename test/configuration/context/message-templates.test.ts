import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import { shippedTemplates } from '../../../src/domain/configuration/message-templates/shipped-templates.ts';
import { eventually } from '../../support/enrolled-phone.ts';
import { useStack } from '../../support/stack.ts';
import { createConfigurationApi, eventsOfRequest, newClient } from '../support/configuration-api.ts';

// Geolocation is off in this stack, so the server uses no template.
const { endpoints, environment } = useStack();
const api = createConfigurationApi(endpoints);
const key = 'mobileAuthentication.confirmation.template';
const path = `/message-templates/${key}`;
const put = (locale: string, template: unknown, headers: Record<string, string> = {}) =>
  api.call('PUT', `${path}/${locale}`, { body: { template }, headers });
/** The keys in the order of the list, after the confirmation template and before the mail layout. */
const messageKeys = [
  'mail.sign_in_code.subject',
  'mail.sign_in_code.text',
  'mail.sign_in_code.html',
  'mail.sign_in_link.subject',
  'mail.sign_in_link.text',
  'mail.sign_in_link.html',
  'mail.contact_code.subject',
  'mail.contact_code.text',
  'mail.contact_code.html',
  'mail.invitation.subject',
  'mail.invitation.text',
  'mail.invitation.html',
  'mail.activation.subject',
  'mail.activation.text',
  'mail.activation.html',
  'mail.action_token.subject',
  'mail.action_token.text',
  'mail.action_token.html',
  'mail.method_changed.subject',
  'mail.method_changed.text',
  'mail.method_changed.html',
  'mail.change_undone.subject',
  'mail.change_undone.text',
  'mail.change_undone.html',
  'mail.user_code_changed.subject',
  'mail.user_code_changed.text',
  'mail.user_code_changed.html',
  'mail.certificate_expires.subject',
  'mail.certificate_expires.text',
  'mail.certificate_expires.html',
  'sms.sign_in_code',
  'sms.contact_code',
];
const german = { locale: 'de', template: shippedTemplates['de'], shipped: true };

beforeEach(async () => {
  for (const locale of ['de', 'fr', 'pt-br']) await api.remove(`${path}/${locale}`);
});

describe('/configuration/message-templates', () => {
  it('lists the keys, their languages and their templates', async () => {
    expect((await api.get('/message-templates')).body).toEqual({
      result: [
        { key, locales: ['de', 'en', 'fr', 'nl'] },
        ...messageKeys.map((of) => ({ key: of, locales: ['en', 'nl'] })),
        { key: 'mail.layout', locales: ['en'] },
      ],
    });
    expect((await api.get(`${path}/`)).body.result).toEqual(
      ['de', 'en', 'fr', 'nl'].map((locale) => ({ locale, template: shippedTemplates[locale], shipped: true })),
    );
    expect((await api.get(`${path}/DE`)).body).toEqual(german);
  });

  it('stores and changes a template, and restores the shipped one on DELETE', async () => {
    expect((await put('de', 'Guten Tag: [message]')).status).toBe(204);
    const { body, headers } = await api.get(`${path}/de`);
    expect(body).toEqual({ locale: 'de', template: 'Guten Tag: [message]', shipped: false });
    expect((await api.call('PUT', `${path}/de`, { body })).status).toBe(204);
    expect((await api.get(`${path}/de`)).headers.get('etag')).toBe(headers.get('etag'));
    expect((await put('de', '[city]: [message]')).status).toBe(204);
    expect((await put('de', '[message]', { 'if-match': headers.get('etag') as string })).body.code).toBe(
      'configuration_changed',
    );
    expect(
      (await api.call('DELETE', `${path}/de`, { headers: { 'if-match': headers.get('etag') as string } })).status,
    ).toBe(412);
    expect((await api.remove(`${path}/de`)).status).toBe(204);
    expect((await api.get(`${path}/de`)).body).toEqual(german);
    expect((await api.remove(`${path}/de`)).status).toBe(404);
  });

  it('accepts a supported language in any letter case', async () => {
    const refused = await put('pt-BR', '[message]');
    expect([refused.status, refused.body.details]).toMatchObject([
      400,
      [{ code: 'not_supported', parameter: 'locale' }],
    ]);
    expect(
      (await api.patch('/general-settings', { supported_locales: ['en', 'nl', 'fr', 'de', 'pt-br'] })).status,
    ).toBe(204);
    try {
      await eventually(async () => ((await put('pt-BR', 'Oi: [message]')).status === 204 ? true : undefined));
      expect((await api.get(`${path}/Pt-bR`)).body).toEqual({
        locale: 'pt-br',
        template: 'Oi: [message]',
        shipped: false,
      });
    } finally {
      expect((await api.patch('/general-settings', { supported_locales: null })).status).toBe(204);
    }
  });

  it.each([[[]], [['nl']], [['en', 'en']], [['EN']], [['en', 'x_y']], [['en', 'pt-BR']], ['en']])(
    'refuses %j as supported languages',
    async (supported_locales) => {
      expect((await api.patch('/general-settings', { supported_locales })).status).toBe(400);
    },
  );

  it.each([
    ['without the message', '[city]', 'message_missing'],
    ['with an unknown placeholder', '[message] [town]', 'unknown_placeholder'],
    ['with too many placeholders', '[message]'.repeat(21), 'too_many'],
    ['that is too long', `[message]${'x'.repeat(1000)}`, 'too_long'],
    ['with a control character', '[message]\u0007', undefined],
    ['that is no text', 7, undefined],
    ['that is not sent', undefined, undefined],
  ])('refuses a template %s', async (_, template, code) => {
    const answer = await put('de', template);
    expect([answer.status, answer.body.details[0].parameter]).toEqual([400, 'template']);
    if (code) expect(answer.body.details).toMatchObject([{ code, parameter: 'template' }]);
    expect((await api.get(`${path}/de`)).body).toEqual(german);
  });

  it('refuses an unknown key, an unknown field and an invalid language', async () => {
    for (const other of [
      '/message-templates/other',
      '/message-templates/default_message:login_with_push',
      `${path}/pt`,
    ])
      expect((await api.get(other)).status).toBe(404);
    expect(
      (
        await api.call('PUT', '/message-templates/default_message:login_with_push/en', {
          body: { template: '[message]' },
        })
      ).status,
    ).toBe(404);
    expect((await api.call('PUT', `${path}/de`, { body: { template: '[message]', text: 'x' } })).status).toBe(400);
    for (const locale of ['x', 'de_DE', 'd!', '123']) expect((await put(locale, '[message]')).status).toBe(400);
  });

  it('records the client, the key and the language', async () => {
    const id = randomUUID();
    expect((await put('fr', 'Bonjour, [message]', { 'x-request-id': id })).status).toBe(204);
    expect(await eventsOfRequest(environment['COUNTERSIGN_DATABASE_URL'] as string, id)).toMatchObject([
      {
        name: 'CONFIGURATION MESSAGE TEMPLATE CHANGED',
        detail: `${key}: fr`,
        client_id: endpoints.clients.administration.id,
      },
    ]);
  });

  it('needs the configuration scope', async () => {
    const callers = [
      createConfigurationApi(endpoints, endpoints.clients.mobile_authentication),
      createConfigurationApi(endpoints, newClient()),
      createConfigurationApi(endpoints, { id: '', secret: '' }),
    ];
    for (const caller of callers) {
      const answers = [
        await caller.get('/message-templates'),
        await caller.get(path),
        await caller.get(`${path}/de`),
        await caller.call('PUT', `${path}/de`, { body: { template: '[message]' } }),
        await caller.remove(`${path}/de`),
      ];
      for (const { status } of answers) expect([401, 403]).toContain(status);
    }
    expect((await api.get(`${path}/de`)).body).toEqual(german);
  });
});

describe('POST /configuration/message-templates/{key}/preview', () => {
  const preview = (of: string, template: unknown) =>
    api.call('POST', `/message-templates/${of}/preview`, { body: { template } });

  it('says what a text would say, by its kind, and keeps nothing of it', async () => {
    const { status, body } = await preview(key, 'From [city]: [message]');
    expect([status, body]).toEqual([
      200,
      {
        text: 'From Utrecht: Pay 12.50 to Example?',
        html: null,
        language: 'context',
        variables: ['message', 'operatingSystem', 'browser', 'countryCode', 'region', 'city'],
        segments: null,
      },
    ]);
    const mail = (await preview('mail.sign_in_code.html', '<p>{{ code }} & {{ site }}</p>')).body;
    expect(mail).toMatchObject({ text: '<p>123456 & Example</p>', language: 'html', segments: null });
    // The whole mail, with what stands around each.
    expect(mail.html).toMatch(/^<!doctype html>[^]*<p>123456 & Example<\/p>/i);
    expect((await api.get(`${path}/DE`)).body).toEqual(german);
  });

  it('counts the segments of a text message', async () => {
    const short = await preview('sms.sign_in_code', '{{ code }} for {{ site }}');
    expect(short.body.segments).toEqual({ encoding: 'GSM-7', length: 18, segments: 1 });
    const emoji = await preview('sms.sign_in_code', `{{ code }} \u{1F511} ${'a'.repeat(80)}`);
    expect(emoji.body.segments).toMatchObject({ encoding: 'UCS-2', segments: 2 });
  });

  it('refuses what could not be written', async () => {
    expect((await preview('sms.sign_in_code', 'no code')).body.details[0]).toMatchObject({ parameter: 'template' });
    expect((await preview('sms.sign_in_code', '{{ code')).status).toBe(400);
    expect((await preview('sms.sign_in_code', '{{ code }}{{ password }}')).status).toBe(400);
    expect((await preview('unknown', '{{ code }}')).status).toBe(404);
  });
});

describe('POST /configuration/mobile-authentication-types/{name}/messages/preview', () => {
  const preview = (message: unknown) =>
    api.call('POST', '/mobile-authentication-types/payment_with_sms/messages/preview', { body: { message } });

  it('shows a message as a text message, or the code alone where it has no place for it', async () => {
    expect((await preview('Code {code} for €5')).body).toEqual({
      ...{ text: 'Code 123456 for €5', encoding: 'GSM-7', length: 19, segments: 1 },
    });
    expect((await preview('Pay?')).body.text).toBe('123456');
    expect((await preview(7)).status).toBe(400);
  });
});
