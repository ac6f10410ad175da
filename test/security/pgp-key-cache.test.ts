import { describe, expect, it } from 'vitest';
import { PgpKeyCache } from '../../src/security/pgp/pgp-key-cache.ts';

function countingParser() {
  const parsed: string[] = [];
  const parse = async (text: string) => {
    parsed.push(text);
    if (text === 'broken') throw new Error('not a key');
    return `key ${text}`;
  };
  return { parsed, parse };
}

describe('the cache of parsed keys', () => {
  it('parses a key once, also for concurrent callers', async () => {
    const { parsed, parse } = countingParser();
    const cache = new PgpKeyCache<string>(2);
    expect(await Promise.all([cache.find('a', parse), cache.find('a', parse)])).toEqual(['key a', 'key a']);
    await cache.find('a', parse);
    expect(parsed).toEqual(['a']);
  });

  it('evicts the least recently used key', async () => {
    const { parsed, parse } = countingParser();
    const cache = new PgpKeyCache<string>(2);
    for (const text of ['a', 'b', 'a', 'c', 'a', 'b']) await cache.find(text, parse);
    expect(parsed).toEqual(['a', 'b', 'c', 'b']);
  });

  it('does not cache a failure', async () => {
    const { parsed, parse } = countingParser();
    const cache = new PgpKeyCache<string>(2);
    await expect(cache.find('broken', parse)).rejects.toThrow('not a key');
    await expect(cache.find('broken', parse)).rejects.toThrow('not a key');
    expect(parsed).toEqual(['broken', 'broken']);
  });
});
