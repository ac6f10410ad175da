import { describe, expect, it } from 'vitest';
import { texts as english } from '../../web/console/language/en.ts';
import { texts as dutch } from '../../web/console/language/nl.ts';
import { writeCsv } from '../../web/console/activity/event-csv.ts';
import { localeOf } from '../../web/design/language/page-language.ts';
import { browserWords } from '../../web/console/parts/browser-words.ts';
import { eventWords } from '../../web/console/parts/event-words.ts';

const placeholders = /\{\{\w+\}\}/g;

function leaves(texts: object, path = ''): [string, string][] {
  return Object.entries(texts).flatMap(([key, value]: [string, string | object]) =>
    typeof value === 'string' ? [[`${path}${key}`, value] as [string, string]] : leaves(value, `${path}${key}.`),
  );
}

describe('the locale of dates and numbers', () => {
  it.each([
    ['en', ['nl-NL', 'en-GB', 'en-US'], 'en-GB'],
    ['en', ['en-US@posix'], 'en'],
    ['en', ['en-US@posix', 'en-GB'], 'en-GB'],
    ['nl', ['en-US'], 'nl'],
  ])('is for %s, in a browser that reads %s, %s', (language, offered, locale) => {
    expect(localeOf(language, offered)).toBe(locale);
    expect(() => new Intl.DateTimeFormat(localeOf(language, offered))).not.toThrow();
  });
});

describe('the export of events', () => {
  const event = {
    event_identifier: 'e1',
    event_name: 'PERSON CREATED',
    event_type: 'PERSON_CREATED',
    client_id: null,
    app_name: 'Quotes " and, commas',
    transaction_id: null,
    user_id: '=HYPERLINK("https://evil.example")',
    client_ip: null,
    user_agent: '-1+cmd\r\nnext',
    event_agent_user: null,
    occurred: 0,
  };

  it('escapes quotes and line breaks, and lets no text be a formula', () => {
    expect(writeCsv([event]).split('\r\n')[0]).toBe(
      'event_identifier,occurred,event_name,event_type,user_id,client_id,app_name,client_ip,user_agent,event_agent_user,transaction_id',
    );
    expect(writeCsv([event])).toContain(
      `e1,1970-01-01T00:00:00.000Z,PERSON CREATED,PERSON_CREATED,"'=HYPERLINK(""https://evil.example"")",,"Quotes "" and, commas",,"'-1+cmd\r\nnext",,\r\n`,
    );
  });
});

describe('the texts of the console', () => {
  it('exist in Dutch with the same places to fill in', () => {
    const translated = new Map(leaves(dutch));
    for (const [key, text] of leaves(english)) {
      const translation = translated.get(key) ?? '';
      expect(translation.trim(), key).not.toBe('');
      expect(translation.match(placeholders)?.toSorted() ?? [], key).toEqual(
        text.match(placeholders)?.toSorted() ?? [],
      );
    }
    expect(translated.size).toBe(leaves(english).length);
  });

  it.each([
    ['MOBILE AUTH AUTHENTICATED', 'Mobile auth authenticated'],
    ['API_AUTHENTICATION_FAILED', 'API authentication failed'],
  ])('writes the event %s as %s', (name, words) => {
    expect(eventWords(name)).toBe(words);
  });
});

describe('the words for a browser', () => {
  const gecko = '(KHTML, like Gecko)';
  it.each([
    [`Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 ${gecko} Chrome/143.0 Safari/537.36 Edg/143.0`, 'Edge, Windows'],
    [`Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 ${gecko} Chrome/143.0 Safari/537.36`, 'Chrome, Linux'],
    [
      `Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605 ${gecko} Version/19.0 Safari/604`,
      'Safari, iOS',
    ],
    ['Mozilla/5.0 (Android 16; Mobile; rv:145.0) Gecko/145.0 Firefox/145.0', 'Firefox, Android'],
    ['node', undefined],
    [null, undefined],
  ])('reads %s as %s', (agent, words) => {
    expect(browserWords(agent)).toBe(words);
  });
});
