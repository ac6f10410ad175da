import { describe, expect, it } from 'vitest';
import { renderMail, renderText } from '../../src/commands/messages/delivery/render-message.ts';
import {
  mailTemplateNames,
  mailTemplates,
} from '../../src/domain/configuration/message-templates/mail/mail-templates.ts';
import { renderTemplate } from '../../src/domain/configuration/message-templates/mail/liquid.ts';
import { templateKeys } from '../../src/domain/configuration/message-templates/template-keys.ts';
import { checkMessageData } from '../../src/domain/messages/mail/message-data.ts';

const values = {
  site: 'Northwind',
  code: '482913',
  minutes: '10',
  days: '7',
  hours: '24',
  link: 'https://shop.example/a?b=1&c=2',
  change: 'Added',
  method: 'Passkey',
  changes: 'Added: passkey; Removed: password',
  certificate: 'CN=Robin, O=Northwind',
  time: '30 November 2026, 21:00',
};
const dataFor = (name: keyof typeof mailTemplates): Record<string, string> =>
  Object.fromEntries(mailTemplates[name].variables.map((variable) => [variable, values[variable]]));
const supported = ['en', 'nl'];
const none = new Map<string, string>();
const check = (key: string, text: string) => templateKeys.find((entry) => entry.key === key)?.check(text)?.code;

describe('the shipped templates', () => {
  it.each(templateKeys.map(({ key }) => key))('pass the check for %s in every language', (key) => {
    const { shipped } = templateKeys.find((entry) => entry.key === key)!;
    expect(Object.keys(shipped)).toContain('en');
    for (const text of Object.values(shipped)) expect(check(key, text)).toBeUndefined();
  });

  it.each(mailTemplateNames.flatMap((name) => supported.map((locale) => [name, locale] as const)))(
    'render a mail of %s in %s',
    async (template, locale) => {
      const mail = await renderMail({ templates: none, supported, template, locale, data: dataFor(template) });
      for (const needed of mailTemplates[template].needed) {
        expect(mail.text).toContain(values[needed]);
        expect(mail.html).toContain(values[needed].replaceAll('&', '&amp;'));
      }
      expect(mail.html).toMatch(new RegExp(`^<!doctype html>\\n<html lang="${locale}">`));
      expect(mail.html).not.toMatch(/\{\{|content-[0-9a-f]{32}|<script|https?:\/\/(?!shop\.example)/);
      expect(`${mail.subject}${mail.text}`).not.toMatch(/\{\{|undefined/);
    },
  );

  it('fall back to a more general language, then to English, for the whole mail', async () => {
    const render = (locale: string, templates = none) =>
      renderMail({ templates, supported, template: 'sign_in_code', locale, data: dataFor('sign_in_code') });
    expect((await render('nl-be')).subject).toBe('482913 is je code voor Northwind');
    expect((await render('ja')).subject).toBe('482913 is your Northwind code');
    // A subject without a text does not make a French mail.
    expect((await render('fr', new Map([['mail.sign_in_code.subject\nfr', 'Code {{ code }}']]))).subject).toBe(
      '482913 is your Northwind code',
    );
    expect((await render('en', new Map([['mail.sign_in_code.subject\nen', 'Code {{ code }}']]))).subject).toBe(
      'Code 482913',
    );
  });

  it('render a text message', async () => {
    const data = dataFor('sign_in_code');
    expect(await renderText({ templates: none, supported, template: 'sign_in_code', locale: 'nl', data })).toBe(
      '482913 is je code voor Northwind. Hij werkt 10 minuten. Deel hem met niemand.',
    );
  });
});

describe('a value of a template variable', () => {
  const attack = '<img src=x onerror=alert(1)>"\'&{{ code }}{% raw %}';

  it('is escaped in HTML, also with a filter that would prevent it', async () => {
    const data = { ...dataFor('invitation'), site: attack };
    const templates = new Map([
      ['mail.invitation.html\nen', '<p>{{ site | raw }}{{ site }}{{ link }}</p>'],
      ['mail.invitation.subject\nen', '{{ site }}'],
      ['mail.invitation.text\nen', '{{ site }}'],
    ]);
    const mail = await renderMail({ templates, supported, template: 'invitation', locale: 'en', data });
    expect(mail.html).not.toContain('<img');
    expect(mail.html).toContain('&lt;img src=x');
    // Plain text is not escaped, and not rendered as a template.
    expect(mail.text).toBe(attack);
  });

  it.each([
    ['a line break', { site: 'A\r\nBcc: b@evil.example' }, 'variable_invalid site'],
    ['a line separator', { site: 'A\u2028B' }, 'variable_invalid site'],
    ['NUL', { site: 'A\0' }, 'variable_invalid site'],
    ['text with a right-to-left override', { site: 'A\u202eB' }, 'variable_invalid site'],
    ['a link with a data URL', { link: 'data:text/html,<script>' }, 'variable_invalid link'],
    ['a link with a quote and a space', { link: 'https://a.example/" onclick="x' }, 'variable_invalid link'],
    ['a value that is too long', { site: 'x'.repeat(2049) }, 'variable_invalid site'],
    ['an empty value', { site: '' }, 'variable_missing site'],
    ['another variable', { password: 'x' }, 'an unknown variable'],
  ])('is refused with %s', (_, change, fault) => {
    expect(checkMessageData('invitation', 'email', { ...dataFor('invitation'), ...change })).toBe(fault);
  });

  it('is refused when another variable is missing, or for a channel without this template', () => {
    expect(checkMessageData('invitation', 'email', { site: 'A', link: values.link })).toBe('variable_missing days');
    expect(checkMessageData('invitation', 'sms', dataFor('invitation'))).toBe('not for this channel');
    expect(checkMessageData('sign_in_code', 'whatsapp', dataFor('sign_in_code'))).toBeUndefined();
  });
});

describe('a template of an operator', () => {
  const key = 'mail.sign_in_code.html';

  it.each([
    ['an output that is not closed', '{{ code', 'template_invalid'],
    ['a block that is not closed', '{% if code %}{{ code }}', 'template_invalid'],
    ['an unknown filter', '{{ code | evil }}', 'template_invalid'],
    ['an included file', "{{ code }}{% include '/etc/passwd' %}", 'template_invalid'],
    ['another template', "{{ code }}{% render 'x' %}", 'template_invalid'],
    ['a layout', "{% layout 'x' %}{{ code }}", 'template_invalid'],
    ['a loop', '{{ code }}{% for i in (1..100000000) %}{{ i }}{% endfor %}', 'template_invalid'],
    ['a table of rows', '{{ code }}{% tablerow i in (1..9) %}{{ i }}{% endtablerow %}', 'template_invalid'],
    ['raw text', '{{ code }}{% raw %}{{ x }}{% endraw %}', 'template_invalid'],
    ['an unknown variable', '{{ code }} {{ password }}', 'variable_unknown'],
    ['without the code', '<p>Hello {{ site }}</p>', 'variable_missing'],
    ['too much text', `{{ code }}${'x'.repeat(25_000)}`, 'template_invalid'],
  ])('is refused with %s', (_, text, code) => {
    expect(check(key, text)).toBe(code);
  });

  it('may have conditions and filters', () => {
    expect(check(key, '{% if site == "A" %}<b>{{ code }}</b>{% else %}{{ code | upcase }}{% endif %}')).toBeUndefined();
  });

  it('must be one line when it is a subject', () => {
    expect(check('mail.sign_in_code.subject', '{{ code }}\r\nBcc: x@evil.example')).toBe('template_invalid');
  });

  it('is rendered although the process stands still meanwhile', async () => {
    const slow = {
      toString() {
        for (const start = performance.now(); performance.now() - start < 250;);
        return '1';
      },
    };
    expect(await renderTemplate('{{ code }}{{ code }}', 'html', { code: slow as unknown as string })).toBe('11');
  });

  it('can access neither prototypes nor the process', async () => {
    for (const text of ['{{ code.constructor.name }}', '{{ code.__proto__ }}', '{{ constructor }}', '{{ this }}'])
      await expect(renderTemplate(text, 'html', { code: '1' })).rejects.toThrow();
  });
});
