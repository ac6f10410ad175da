import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const docs = fileURLToPath(new URL('../../docs', import.meta.url));
const list = await readFile(join(docs, 'conformance.md'), 'utf8');

/** A row of a table: the section or attack, the rule or answer, the title of a test with its file. */
const rowsOf = (page: string) =>
  page.split('\n').filter((line) => line.startsWith('| ') && !/^\| (?:section|attack|---) /.test(line));
const rows = rowsOf(list);
const named =
  /^\| (?<section>[^|]+) \| (?<rule>[^|]+) \| \[(?<title>.+)\]\((?<path>(?:\.\.\/){1,2}test\/[\w./-]+\.test\.ts)\) \|$/;

const specifications = [
  'RFC 9700',
  'OAuth 2.1',
  'OpenID Connect Core',
  'RP-Initiated Logout',
  'Back-Channel Logout',
  'RFC 9126',
  'RFC 9449',
  'RFC 8705',
  'RFC 8707',
  'RFC 9207',
  'RFC 9068',
  'RFC 7662',
  'CIBA Core',
];

describe('docs/conformance.md', () => {
  it.each(specifications)('has rules of %s', (specification) => {
    const headings = list.split('\n').filter((line) => line.startsWith('## '));
    expect(headings.some((heading) => heading.includes(specification))).toBe(true);
  });

  it('names a test for each rule', () => {
    expect(rows.length).toBeGreaterThan(80);
    expect(rows.filter((row) => !named.test(row))).toEqual([]);
  });

  it('names tests that exist', async () => {
    expect(await missingOf(rows)).toEqual([]);
  });
});

describe('docs/security/attacks.md', () => {
  it('names a test for each attack and fault', async () => {
    const attacks = rowsOf(await readFile(join(docs, 'security', 'attacks.md'), 'utf8'));
    expect(attacks.length).toBeGreaterThan(40);
    expect(attacks.filter((row) => !named.test(row))).toEqual([]);
    expect(await missingOf(attacks, join(docs, 'security'))).toEqual([]);
  });
});

/** Tests that are named and that there are not. */
async function missingOf(tables: readonly string[], folder = docs): Promise<string[]> {
  const missing = await Promise.all(
    tables.map(async (row) => {
      const { title = '', path = '' } = named.exec(row)?.groups ?? {};
      const source = await readFile(join(folder, path), 'utf8').catch(() => '');
      const isThere = ["'", '"', '`'].some((quote) => source.includes(`${quote}${title}${quote}`));
      return isThere ? [] : [`${path}: ${title}`];
    }),
  );
  return missing.flat();
}
