import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { describeContext } from '../../../src/domain/mobile-authentication/context/describe-context.ts';
import { placeholders } from '../../../src/domain/configuration/message-templates/placeholders.ts';
import type { ContextValues, Placeholder } from '../../../src/domain/configuration/message-templates/placeholders.ts';
import { renderTemplate } from '../../../src/domain/mobile-authentication/context/render-template.ts';
import { shippedTemplates } from '../../../src/domain/configuration/message-templates/shipped-templates.ts';
import { cpuTime } from './support/cpu-time.ts';

const example: Required<ContextValues> = {
  message: 'You are logging into the XYZ portal',
  operatingSystem: 'Mac 10.14',
  browser: 'Chrome 73.0',
  countryCode: 'NL',
  region: 'Provincie Utrecht',
  city: 'Utrecht',
};
const device: Placeholder[] = ['operatingSystem', 'browser'];
const location: Placeholder[] = ['countryCode', 'region', 'city'];

function without(...names: Placeholder[]): ContextValues {
  return Object.fromEntries(Object.entries(example).filter(([name]) => !names.includes(name as Placeholder)));
}

const shipped = shippedTemplates['en'] as string;
const phrase = '[message] using [browser] from [city], [countryCode]';
const lines = '[message]\nDevice: [operatingSystem] [browser]\nLocation: [city]';
const sentences = '[message]! Browser: [browser]. Not you? Call us. City: [city].';
const enclosed = '“[message]” ([browser], [city])';

describe('a template', () => {
  it.each<[string, Placeholder[], string]>([
    [
      shipped,
      [],
      'You are logging into the XYZ portal Device: Mac 10.14 Chrome 73.0, Location: NL, Provincie Utrecht, Utrecht',
    ],
    [shipped, location, 'You are logging into the XYZ portal Device: Mac 10.14 Chrome 73.0'],
    [shipped, device, 'You are logging into the XYZ portal Location: NL, Provincie Utrecht, Utrecht'],
    [shipped, [...device, ...location], 'You are logging into the XYZ portal'],
    [shipped, ['region'], 'You are logging into the XYZ portal Device: Mac 10.14 Chrome 73.0, Location: NL, Utrecht'],
    [
      shipped,
      ['browser', 'city'],
      'You are logging into the XYZ portal Device: Mac 10.14, Location: NL, Provincie Utrecht',
    ],
    [
      shipped,
      ['operatingSystem', 'countryCode'],
      'You are logging into the XYZ portal Device: Chrome 73.0, Location: Provincie Utrecht, Utrecht',
    ],
    [shipped, ['message'], 'Device: Mac 10.14 Chrome 73.0, Location: NL, Provincie Utrecht, Utrecht'],
    [shipped, [...placeholders], ''],
    // The second example of the specification.
    [phrase, [], 'You are logging into the XYZ portal using Chrome 73.0 from Utrecht, NL'],
    [phrase, ['city'], 'You are logging into the XYZ portal using Chrome 73.0 from NL'],
    [phrase, location, 'You are logging into the XYZ portal using Chrome 73.0'],
    [phrase, ['browser'], 'You are logging into the XYZ portal from Utrecht, NL'],
    [lines, ['operatingSystem', 'browser'], 'You are logging into the XYZ portal\nLocation: Utrecht'],
    [lines, ['browser'], 'You are logging into the XYZ portal\nDevice: Mac 10.14\nLocation: Utrecht'],
    [lines, ['city'], 'You are logging into the XYZ portal\nDevice: Mac 10.14 Chrome 73.0'],
    [sentences, ['browser'], 'You are logging into the XYZ portal! Not you? Call us. City: Utrecht.'],
    [sentences, ['city'], 'You are logging into the XYZ portal! Browser: Chrome 73.0. Not you? Call us.'],
    [enclosed, ['city'], '“You are logging into the XYZ portal” (Chrome 73.0)'],
    [enclosed, ['browser'], '“You are logging into the XYZ portal” (Utrecht)'],
    [enclosed, ['browser', 'city'], '“You are logging into the XYZ portal”'],
    [
      '[city] [city] 📍[city], [foo] [message]',
      [],
      'Utrecht Utrecht 📍Utrecht, [foo] You are logging into the XYZ portal',
    ],
    ['nothing to fill', [], ''],
  ])('%j without %j', (template, missing, expected) => {
    expect(renderTemplate(template, without(...missing))).toBe(expected);
  });

  it('shows all known values in every shipped language, and no dangling punctuation when values are missing', () => {
    const subsets = fc.subarray([...placeholders]);
    fc.assert(
      fc.property(fc.constantFrom(...Object.values(shippedTemplates)), subsets, (template, missing) => {
        const text = renderTemplate(template, without(...missing));
        for (const name of placeholders)
          expect(
            text.includes(example[name]) || missing.includes(name) || (name === 'city' && text.includes('Utrecht')),
          ).toBe(true);
        expect(text).not.toMatch(/^[\s,:]|[\s,:]$|[,:]\s*[,:]|\s{2}/);
        expect(text.includes(':')).toBe([...device, ...location].some((name) => !missing.includes(name)));
      }),
    );
  });

  const word = fc.stringMatching(/^[\p{L}0-9[\]]([\p{L}0-9 .,[\]()"]{0,18}[\p{L}0-9[\]])?$/u);
  const values = fc.record(
    Object.fromEntries(placeholders.map((name) => [name, word])) as Record<Placeholder, typeof word>,
    { requiredKeys: [] },
  );
  const literal = fc.stringMatching(/^[\p{L} ,.:;!?\n()"“”<>-]{0,12}$/u);
  const parts = fc.array(fc.tuple(literal, fc.constantFrom(...placeholders)), { minLength: 1, maxLength: 8 });

  it('fills every placeholder and keeps the text between them when all values are known', () => {
    fc.assert(
      fc.property(
        parts,
        literal,
        fc.record(Object.fromEntries(placeholders.map((name) => [name, word])) as Record<Placeholder, typeof word>),
        (pieces, last, all) => {
          const template = pieces.map(([text, name]) => `${text}[${name}]`).join('') + last;
          const naive = pieces.map(([text, name]) => text + all[name]).join('') + last;
          expect(renderTemplate(template, all)).toBe(naive.trimEnd());
        },
      ),
    );
  });

  it('shows every known value unchanged and in order, and does not fill placeholders inside a value', () => {
    fc.assert(
      fc.property(parts, literal, values, (pieces, last, known) => {
        const text = renderTemplate(pieces.map(([before, name]) => `${before}[${name}]`).join('') + last, known);
        let from = 0;
        for (const value of pieces.map(([, name]) => known[name]).filter((one) => one !== undefined)) {
          const at = text.indexOf(value, from);
          expect(at).toBeGreaterThanOrEqual(from);
          from = at + value.length;
        }
      }),
    );
  });

  it('is filled in bounded CPU time when it is hostile', () => {
    for (const piece of ['(', '("', '. ', '.\n', '[message](', '“„', '! a']) {
      const started = cpuTime();
      renderTemplate(`${piece.repeat(1000).slice(0, 980)}[message]`, example);
      expect(cpuTime() - started).toBeLessThan(1000);
    }
  });
});

describe('the context of a transaction', () => {
  it('is given next to the text, with only the parts that are known', () => {
    const where = { countryCode: 'NL', city: 'Utrecht' };
    expect(
      describeContext(shipped, 'Pay?', { operatingSystem: 'iOS 18.1', browser: 'Safari 18.1', location: where }),
    ).toEqual({
      text: 'Pay? Device: iOS 18.1 Safari 18.1, Location: NL, Utrecht',
      context: { device: 'iOS 18.1 Safari 18.1', location: 'NL, Utrecht' },
    });
    expect(describeContext(shipped, undefined, { location: where })).toEqual({
      text: 'Location: NL, Utrecht',
      context: { location: 'NL, Utrecht' },
    });
    expect(describeContext(shipped, 'Pay?', {})).toEqual({ text: 'Pay?' });
    expect(describeContext(shipped, undefined, {})).toEqual({});
  });

  it('does not make a text longer than a phone can show', () => {
    const long = 'x'.repeat(15_000);
    expect(
      describeContext('[message] [message] [city]', long, { location: { countryCode: 'NL', city: 'Utrecht' } }),
    ).toEqual({ text: long, context: { location: 'NL, Utrecht' } });
  });
});
