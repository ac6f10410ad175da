import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const docs = fileURLToPath(new URL('../../docs', import.meta.url));
const list = await readFile(join(docs, 'conformance.md'), 'utf8');

/** A row of a table: the section, the rule, the title of a test with its file. */
const rows = list.split('\n').filter((line) => line.startsWith('| ') && !/^\| (?:section|---) /.test(line));
const named =
  /^\| (?<section>[^|]+) \| (?<rule>[^|]+) \| \[(?<title>.+)\]\((?<path>\.\.\/test\/[\w./-]+\.test\.ts)\) \|$/;

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
    const missing = await Promise.all(
      rows.map(async (row) => {
        const { title = '', path = '' } = named.exec(row)?.groups ?? {};
        const source = await readFile(join(docs, path), 'utf8').catch(() => '');
        const isThere = ["'", '"', '`'].some((quote) => source.includes(`${quote}${title}${quote}`));
        return isThere ? [] : [`${path}: ${title}`];
      }),
    );
    expect(missing.flat()).toEqual([]);
  });
});
