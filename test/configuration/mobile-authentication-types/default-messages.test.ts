import { randomInt, randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { eventually } from '../../support/enrolled-phone.ts';
import { useStack } from '../../support/stack.ts';
import { textMessagesTo } from '../../support/text-messages.ts';
import { createWebsite } from '../../support/website.ts';
import { changeLimit, createConfigurationApi, eventsAbout } from '../support/configuration-api.ts';
import { addType, push, sms, typePath } from '../support/types.ts';

const { endpoints, environment } = useStack();
const api = createConfigurationApi(endpoints);
const website = createWebsite(endpoints);
const database = environment['COUNTERSIGN_DATABASE_URL'] as string;

async function newMessages(body: { name: string } = push()) {
  const name = await addType(api, body);
  return { name, path: `${typePath(name)}/messages` };
}

describe('GET and PATCH /configuration/mobile-authentication-types/{name}/messages', () => {
  it('change only the languages that are sent', async () => {
    const { name, path } = await newMessages();
    expect((await api.get(path)).body).toEqual({});
    expect((await api.patch(path, { en: 'Sign in?', nl: 'Inloggen?', 'pt-BR': 'Entrar?' })).status).toBe(204);
    expect((await api.patch(`${path}/`, { nl: 'Aanmelden?', 'PT-br': null, de: null })).status).toBe(204);
    expect((await api.get(path)).body).toEqual({ en: 'Sign in?', nl: 'Aanmelden?' });
    expect(
      (await eventsAbout(database, name)).slice(1).map(({ name: event, detail }) => `${event}: ${detail}`),
    ).toEqual([
      'CONFIGURATION MOBILE AUTHENTICATION TYPE CHANGED: messages.en, messages.nl, messages.pt-br',
      'CONFIGURATION MOBILE AUTHENTICATION TYPE CHANGED: messages.nl, messages.pt-br',
    ]);
  });

  it('record no event when the body is the one that was read', async () => {
    const { name, path } = await newMessages();
    await api.patch(path, { en: 'Sign in?', 'zh-Hant-TW': '登入？' });
    expect((await api.patch(path, (await api.get(path)).body)).status).toBe(204);
    expect(await eventsAbout(database, name)).toHaveLength(2);
  });

  it('keep all of eight concurrent changes', async () => {
    const { path } = await newMessages();
    const locales = ['en', 'nl', 'fr', 'de', 'es', 'it', 'pl', 'sv'];
    await Promise.all(locales.map((locale) => api.patch(path, { [locale]: locale })));
    expect((await api.get(path)).body).toEqual(Object.fromEntries(locales.map((locale) => [locale, locale])));
  });

  it.each<[string, object, string, string?]>([
    ['an invalid language', { english_us: 'x' }, 'english_us', 'invalid_locale'],
    ['an underscore', { pt_BR: 'x' }, 'pt_BR', 'invalid_locale'],
    ['an empty language', { '': 'x' }, 'body', 'invalid_locale'],
    [
      'a language that is too long',
      { [`en-${'abcdefgh-'.repeat(4)}abcd`]: 'x' },
      `en-${'abcdefgh-'.repeat(4)}abcd`,
      'invalid_locale',
    ],
    ['a repeated subtag', { 'en-a-bb-a-cc': 'x' }, 'en-a-bb-a-cc', 'invalid_locale'],
    ['a language in two spellings', { 'pt-BR': 'x', 'pt-br': 'y' }, 'pt-br', 'repeated'],
    ['a language by its former and its present code', { iw: 'x', he: 'y' }, 'he', 'repeated'],
    ['a text over the configured maximum', { nl: 'x'.repeat(156) }, 'nl', 'too_long'],
    ['an empty text', { nl: '' }, 'nl'],
    ['a text of spaces', { nl: ' \n' }, 'nl'],
    ['a text with NUL', { nl: 'a\0b' }, 'nl'],
    ['half a character', { nl: 'a\ud800' }, 'nl'],
    ['a number', { nl: 5 }, 'nl'],
  ])('refuse %s, and change nothing', async (_, messages, parameter, reason) => {
    const { path } = await newMessages();
    const answer = await api.patch(path, { en: 'Sign in?', ...messages });
    expect([answer.status, answer.body.code, answer.body.details[0].parameter]).toEqual([
      400,
      'invalid_request',
      parameter,
    ]);
    if (reason) expect(answer.body.details[0].code).toBe(reason);
    expect((await api.get(path)).body).toEqual({});
  });

  it('count characters, not code units, and accept a hundred languages', async () => {
    const { path } = await newMessages();
    expect((await api.patch(path, { en: '👍'.repeat(155) })).status).toBe(204);
    const many = (count: number) =>
      Object.fromEntries(Array.from({ length: count }, (_, index) => [`de-x-${index}`, 'x']));
    expect((await api.patch(path, many(100))).body.details[0].code).toBe('too_many');
    expect((await api.patch(path, many(99))).status).toBe(204);
    expect((await api.patch(path, { nl: 'x', 'de-x-0': null })).status).toBe(204);
  });

  it('refuse a list, and answer 404 for an unknown type', async () => {
    const { path } = await newMessages();
    expect((await api.patch(path, ['x'])).status).toBe(400);
    expect((await api.get(`${typePath(randomUUID())}/messages`)).status).toBe(404);
    expect((await api.patch(`${typePath(randomUUID())}/messages`, { en: 'x' })).status).toBe(404);
  });

  it('have an ETag of their own', async () => {
    const { path } = await newMessages();
    const tag = (await api.get(path)).headers.get('etag') as string;
    const change = (text: string) => api.call('PATCH', path, { body: { en: text }, headers: { 'if-match': tag } });
    const statuses = (await Promise.all(['a', 'b', 'c', 'd'].map(change))).map(({ status }) => status);
    expect(statuses.toSorted()).toEqual([204, 412, 412, 412]);
    expect((await api.get(path)).headers.get('etag')).not.toBe(tag);
  });
});

describe('a transaction without a message', () => {
  it('says the default in the language asked for, else a more general one, else English', async () => {
    const { name, path } = await newMessages(sms());
    await api.patch(path, {
      en: 'English {code}',
      nl: 'Nederlands {code}',
      'pt-BR': 'Brasil {code}',
      'zh-hant': 'Hant {code}',
      he: 'Ivrit {code}',
    });
    const said = async (language?: string) => {
      const number = `+316${randomInt(10_000_000, 99_999_999)}`;
      // Until the change has come round to the process that answers.
      await eventually(
        async () =>
          (
            await website.initialise({
              type: name,
              user_id: randomUUID(),
              phone_number: number,
              ...(language ? { language_code: language } : {}),
            })
          ).status === 200
            ? true
            : undefined,
        changeLimit,
      );
      return eventually(async () => {
        const [message] = await textMessagesTo(endpoints, number);
        return message?.body.replace(/ \d{6}$/, '');
      });
    };
    const asked: [string | undefined, string][] = [
      [undefined, 'English'],
      ['nl-BE', 'Nederlands'],
      ['pt_br', 'Brasil'],
      ['pt', 'English'],
      ['zh-Hant-TW', 'Hant'],
      ['iw', 'Ivrit'],
      ['fr', 'English'],
    ];
    for (const [language, text] of asked) expect([language, await said(language)]).toEqual([language, text]);
  });
});
