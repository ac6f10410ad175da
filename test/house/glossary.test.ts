import { readdir } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { readRepositoryFile } from '../../docs/generator/repository.ts';
import { allEntities } from '../../src/entities/all-entities.ts';

const glossary = (await readRepositoryFile('docs/glossary.md')) ?? '';
const rows = glossary
  .split('\n')
  .filter((line) => line.startsWith('| ') && !line.startsWith('| ---') && !line.startsWith('| word'));

describe('the glossary', () => {
  it.each(allEntities.map(({ meta }) => meta.tableName))('has an entry for the table %s', (table) => {
    expect(glossary).toContain(`\`${table}\``);
  });

  it('explains each word once in one line', () => {
    const words = rows.map((row) => row.split('|')[1]?.trim());
    expect(words.filter((word, index) => words.indexOf(word) !== index)).toEqual([]);
    expect(rows.filter((row) => row.split(' | ').length !== 2)).toEqual([]);
  });
});

describe('decisions', () => {
  it('have consecutive numbers and a name of their subject', async () => {
    const files = (await readdir(new URL('../../docs/decisions', import.meta.url)))
      .filter((name) => name !== 'README.md')
      .toSorted();
    for (const name of files) expect(name).toMatch(/^\d{4}-[a-z0-9]+(-[a-z0-9]+)*\.md$/);
    expect(files.map((name) => Number(name.slice(0, 4)))).toEqual(files.map((_, index) => index + 1));
  });
});
