import { mailWords } from './mail-texts.ts';
import type { MailWords } from './mail-texts.ts';
import type { MailPart, MailTemplateName } from './mail-templates.ts';

/** A part of a mail as it comes with the server, by language. */
export function shippedMail(name: MailTemplateName, part: MailPart): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(mailWords[name]).map(([locale, words]) => [locale, makePart[part](words)]));
}

const makePart: Readonly<Record<MailPart, (words: MailWords) => string>> = {
  subject: ({ subject }) => subject,
  text: ({ heading, lines, main, notes }) =>
    [heading, ...lines, 'code' in main ? '{{ code }}' : '{{ link }}', ...notes].join('\n\n'),
  html: ({ heading, lines, main, notes }) =>
    [
      `<h1 style="margin:0 0 16px;font-size:24px;line-height:1.25">${heading}</h1>`,
      ...lines.map((line) => `<p style="margin:0 0 16px">${line}</p>`),
      'code' in main ? code : button(main.button),
      ...notes.map((note) => `<p class="note" style="margin:16px 0 0;font-size:14px;color:#55625f">${note}</p>`),
    ].join('\n'),
};

const code =
  '<p class="code" style="margin:24px 0;padding:16px;font:700 32px/1 ui-monospace,Menlo,Consolas,monospace;letter-spacing:6px;text-align:center;background:#edf7f5;border-radius:12px">{{ code }}</p>';

/** The address stands below it: a button that does not work in some mail program is a dead end. */
function button(label: string): string {
  return [
    `<p style="margin:24px 0"><a href="{{ link }}" style="display:inline-block;padding:14px 24px;color:#ffffff;font-weight:600;text-decoration:none;background:#0f6558;border-radius:10px">${label}</a></p>`,
    '<p class="note" style="margin:0;font-size:14px;color:#55625f;word-break:break-all"><a href="{{ link }}" style="color:inherit">{{ link }}</a></p>',
  ].join('\n');
}

/** What is around the HTML of every mail: one column, in light and dark, without anything from elsewhere. */
export const shippedLayout: Readonly<Record<string, string>> = {
  en: `<!doctype html>
<html lang="{{ language }}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{{ site }}</title>
<style>
@media (prefers-color-scheme: dark) {
  body, .page { background: #0f1716 !important; color: #e4ece9 !important; }
  .card { background: #17211f !important; }
  .note { color: #a9b8b3 !important; }
  .code { background: #1f302c !important; }
}
</style>
</head>
<body style="margin:0;background:#f4f6f3;color:#15211f">
<table role="presentation" class="page" width="100%" cellpadding="0" cellspacing="0" style="background:#f4f6f3">
<tr><td align="center" style="padding:32px 16px">
<table role="presentation" class="card" width="100%" cellpadding="0" cellspacing="0" style="max-width:480px;background:#ffffff;border-radius:16px">
<tr><td style="padding:32px;font:16px/1.5 system-ui,-apple-system,'Segoe UI',Roboto,sans-serif;text-align:left">
<p style="margin:0 0 24px;font-weight:600">{{ site }}</p>
{{ content }}
</td></tr>
</table>
</td></tr>
</table>
</body>
</html>
`,
};
