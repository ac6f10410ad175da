import { renderTemplate } from './mail/liquid.ts';
import { placeholderPattern } from './placeholders.ts';
import type { TemplateKey } from './template-keys.ts';

/** What stands in a preview for what is only known when a message is sent. */
const samples: Readonly<Record<string, string>> = {
  site: 'Example',
  code: '123456',
  minutes: '10',
  hours: '24',
  days: '7',
  link: 'https://login.example.com/account#preview',
  change: 'added',
  method: 'Passkey',
  time: '1 December 2026, 12:00',
  language: 'en',
  content: 'CONTENT OF THE MAIL',
  certificate: 'CN=Alex Example',
  changes: 'Passkey: added',
  message: 'Pay 12.50 to Example?',
  operatingSystem: 'Windows',
  browser: 'Firefox',
  countryCode: 'NL',
  region: 'Utrecht',
  city: 'Utrecht',
};

/** A sample for each of these variables. */
export function samplesFor(variables: readonly string[]): Record<string, string> {
  return Object.fromEntries(variables.map((name) => [name, samples[name] ?? name]));
}

/**
 * What a text says, with samples for its variables.
 * @throws Error of the template library for a text that it cannot render.
 */
export async function previewTemplate({ language, variables }: TemplateKey, text: string): Promise<string> {
  if (language === 'context') return text.replaceAll(placeholderPattern, (_, name: string) => samples[name] ?? '');
  return renderTemplate(text, language, samplesFor(variables));
}
