import { describe, expect, it } from 'vitest';
import { findVagueWords } from '../../dev/checks/plain-words.ts';

const wordsOf = (text: string) => findVagueWords('file.ts', text).map(({ word }) => word);

describe('the check of plain words', () => {
  it.each([
    ['// Nobody is told.', 'Nobody'],
    ['/** Whoever repeats it gets the same answer. */', 'Whoever'],
    ["it('lets somebody else in')", 'somebody'],
    ['const nobodysSecret = 1;', 'nobody'],
    ['Everybody waits.', 'Everybody'],
    ['as far as anybody knows', 'anybody'],
    ['before anyone hears of it', 'anyone'],
    ['someone else', 'someone'],
    ['no one listens', 'no one'],
  ])('finds the vague word in %s', (text, word) => {
    expect(wordsOf(text)).toEqual([word]);
  });

  it.each([
    ['Forgets the proxy; twice is once.', 'twice is once'],
    ['Without a proxy the environment says.', 'the environment says'],
    ['A copied token is worth nothing.', 'worth nothing'],
    ['the nonce is not of now', 'not of now'],
    ['The session lies idle.', 'lies idle'],
    ['const patience = 10_000;', 'patience'],
    ['deps.unhurried(work)', 'unhurried'],
    ['export interface Beside {', 'Beside'],
  ])('finds the riddle in %s', (text, word) => {
    expect(wordsOf(text)).toEqual([word]);
  });

  it('accepts a sentence that names its actor, and words that only look similar', () => {
    expect(wordsOf('The worker tells the caller; an operator reads the event beside the list.')).toEqual([]);
    expect(wordsOf('A one-time code, everyones2 and the zone.')).toEqual([]);
  });

  it('lists each with its file and line', () => {
    expect(findVagueWords('docs/a.md', 'one\nnobody and somebody\n')).toEqual([
      { path: 'docs/a.md', line: 2, word: 'nobody' },
      { path: 'docs/a.md', line: 2, word: 'somebody' },
    ]);
  });
});
