import { describe, expect, it } from 'vitest';
import { isFault, readPersonFilter } from '../../src/domain/persons/search/person-filter.ts';
import { filterStatement } from '../../src/commands/persons/search/filter-statement.ts';
import { Keyring } from '../../src/security/keyring.ts';

const keyring = new Keyring([{ id: 'k1', key: Buffer.alloc(32, 1).toString('base64') }]);

function statementOf(text: string) {
  const filter = readPersonFilter(text);
  if (isFault(filter)) throw new Error(`not understood at ${filter.position}`);
  return filterStatement(keyring, filter);
}

describe('a filter of people', () => {
  it('becomes a condition on our columns, with all input as parameters', () => {
    const { sql, parameters } = statementOf(
      `name.familyName sw "O'Br" and (not (userName co "x' or 1=1 --") or meta.created gt "2026-01-01T00:00:00Z")`,
    );
    expect(sql).toBe(
      '((lower(p.family_name) like ? and p.search_text like ?) and (not coalesce((p.username_key like ? and p.search_text like ?), false) or p.registered_at > ?::timestamptz))',
    );
    expect(parameters).toEqual(["o'br%", "%o'br%", `%x' or 1=1 --%`, '%1=1%', '2026-01-01T00:00:00.000Z']);
  });

  it('escapes pattern characters', () => {
    expect(statementOf('displayName co "50%_x"').parameters[0]).toBe(String.raw`%50\%\_x%`);
    expect(statementOf(String.raw`displayName co "a\x"`).parameters[0]).toBe(String.raw`%a\\x%`);
  });

  it('accepts attributes in any case and by their other names', () => {
    for (const text of [
      'USERNAME eq "a"',
      'emails.value EQ "a@b.example"',
      'preferredLanguage eq "nl"',
      'active eq true',
    ])
      expect(isFault(readPersonFilter(text)), text).toBe(false);
  });

  it.each([
    ['password pr', 0],
    ['userName eq "a" and secret eq "b"', 20],
    ['constructor eq "a"', 0],
    ['__proto__ pr', 0],
    ['userName constructor "a"', 9],
    ['userName eq "a" constructor userName eq "b"', 0],
    ['userName gt "a"', 0],
    ['phoneNumbers co "61234"', 0],
    ['status co "act"', 0],
    ['active eq "true"', 0],
    ['meta.created gt "yesterday"', 0],
    ['userName eq null', 0],
    ['userName eq 7', 0],
    ['userName eq ""', 0],
    ['emails[type eq "work"]', 0],
    ['emails[value eq "a"].type eq "b"', 0],
    ['userName eq "a', 11],
    ['userName eq "a" "b"', 16],
    ['(userName pr', 12],
    ['userName eq', 11],
    ['', 0],
    [';drop table person', 0],
    ['userName eq "a\nb"', 14],
    [`userName eq "${'\n'.repeat(40)}`, 13],
    [`userName eq "${'a'.repeat(1000)}"`, 1000],
    [Array.from({ length: 21 }, () => 'userName pr').join(' or '), 0],
  ])('is refused: %j, at position %i', (text, position) => {
    // Of the processor: a machine that stalls spends none.
    const before = process.cpuUsage();
    expect(readPersonFilter(text)).toEqual({ position });
    const { user, system } = process.cpuUsage(before);
    expect((user + system) / 1000).toBeLessThan(3_000);
  });
});
