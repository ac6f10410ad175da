import { describe, expect, it } from 'vitest';
import { scopeClaims } from '../../src/domain/tokens/consents/scope-claims.ts';
import { mailWords } from '../../src/domain/configuration/message-templates/mail/mail-texts.ts';
import { authenticationErrors } from '../../src/errors/authentication-errors.ts';
import type { ErrorDescription } from '../../src/errors/error-catalogue.ts';
import { texts as english } from '../../web/portal/language/en.ts';
import { texts as dutch } from '../../web/portal/language/nl.ts';

const placeholders = /\{\{\w+\}\}|<\/?b>/g;

function leaves(texts: object, path = ''): [string, string][] {
  return Object.entries(texts).flatMap(([key, value]: [string, string | object]) =>
    typeof value === 'string' ? [[`${path}${key}`, value] as [string, string]] : leaves(value, `${path}${key}.`),
  );
}

describe('the texts of the pages', () => {
  const translated = new Map(leaves(dutch));

  it('exist in Dutch with the same places to fill in', () => {
    for (const [key, text] of leaves(english)) {
      const translation = translated.get(key) ?? '';
      expect(translation.trim(), key).not.toBe('');
      expect(translation.match(placeholders)?.toSorted() ?? [], key).toEqual(
        text.match(placeholders)?.toSorted() ?? [],
      );
    }
    expect(translated.size).toBe(leaves(english).length);
  });

  it('name every claim that a person is asked to show', () => {
    const claims = Object.values(scopeClaims).flat();
    expect(claims.filter((name) => !(name in english.claim))).toEqual([]);
  });

  it('are those that the mail with the link names', () => {
    const { en, nl } = mailWords.sign_in_link;
    expect(en.lines.join(' ')).toContain(`“${english.link.use}”`);
    expect(nl.lines.join(' ')).toContain(`“${dutch.link.use}”`);
  });

  it('explain every refusal of the flow API', () => {
    // Those that the pages answer with a screen of their own.
    const screens = [
      ...['flow_unknown', 'flow_expired', 'interaction_unknown', 'already_completed', 'origin_refused'],
      'undo_link_invalid',
    ];
    const given = (authenticationErrors as readonly ErrorDescription[]).filter(({ surfaces }) =>
      surfaces.includes('authentication'),
    );
    const codes = given.map(({ code, wireError }) => wireError ?? code);
    expect(codes.length).toBeGreaterThan(5);
    expect(codes.filter((code) => !screens.includes(code) && !(code in english.problem))).toEqual([]);
  });
});
