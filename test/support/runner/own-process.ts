import { globSync, readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

/** What a process has once (the runtime of Temporal, which our parts and its workers install), or a file changes for its whole process. */
const ofTheProcess =
  /runtime\/deps\.ts'|@temporalio\/(worker|testing)'|process\.(env|on|chdir)\b|\bvi\.|setGlobalDispatcher|\.unref\(\)/;
const imported = /from '(\.[^']+)'/g;

/**
 * The files of tests that need a process of their own: they, or what they import from the tests, use something that a process has
 * once. The others hand their process on, so that what they import is loaded once for each process. @param pattern glob from the checkout
 */
export function filesWithOwnProcess(pattern: string): string[] {
  const answers = new Map<string, boolean>();
  return globSync(pattern).filter((file) => needsOwn(resolve(file)));

  function needsOwn(file: string): boolean {
    const known = answers.get(file);
    if (known !== undefined) return known;
    // Files that import each other are read once.
    answers.set(file, false);
    const text = readFileSync(file, 'utf8');
    const answer = ofTheProcess.test(text) || importsOf(file, text).some(needsOwn);
    answers.set(file, answer);
    return answer;
  }
}

/** Only the support of the tests: the product does not change its process, besides by its parts. */
function importsOf(file: string, text: string): string[] {
  const found = [...text.matchAll(imported)].map(([, path = '']) => resolve(dirname(file), path));
  return found.filter((path) => path.includes('/test/'));
}
