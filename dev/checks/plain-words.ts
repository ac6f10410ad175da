import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { styleText } from 'node:util';
import { inCheckout } from '../parts/checkout.ts';

/** A word of the text that names no actor, or that a stranger has to guess. */
export interface VagueWord {
  path: string;
  line: number;
  word: string;
}

/** Pronouns that hide who acts: comments, names, test titles and documents name the actor (STYLE rule 8). */
const vague = /nobody|whoever|somebody|everybody|anybody|\b(?:no one|someone|anyone|everyone)\b/gi;

/** Phrases and names that a stranger has to guess; the plain word for each is in its comment. */
const riddles = [
  /twice is once/gi, // idempotent
  /the environment says(?! so)/gi, // the environment's setting applies
  /\bworth nothing\b/gi, // is refused, has no effect
  /\bnot of now\b/gi, // expired
  /\blies? idle\b/gi, // is not used
  /patience|unhurried/gi, // timeoutMs, graceMs, withoutStatementTimeout
  /\bBeside\b(?= [{=])/g, // ...Extras
];

/** Kinds of files that hold prose or code. */
const readable = /\.(ts|tsx|mjs|cjs|md|mermaid|yml|sh|css|html|toml)$|(^|\/)Dockerfile$/;

/** History that is not rewritten, and files that must contain the words (one is a system account). */
const exempt = [
  /^src\/migrations\//,
  /^docs\/decisions\/00[0-6][0-9]-/,
  /^dev\/checks\/plain-words\.ts$/,
  /^dev\/processes\/unprivileged-account\.ts$/,
  /^test\/house\/plain-words\.test\.ts$/,
];

/** All vague words and riddles in a text, with their lines. */
export function findVagueWords(path: string, text: string): VagueWord[] {
  return text
    .split('\n')
    .flatMap((content, index) =>
      [vague, ...riddles].flatMap((pattern) =>
        [...content.matchAll(pattern)].map(([word]) => ({ path, line: index + 1, word })),
      ),
    );
}

/** The vague words and riddles of all tracked files with prose or code. */
export function findVagueWordsIn(root: string): VagueWord[] {
  const tracked = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], { cwd: root });
  return tracked
    .toString()
    .split('\n')
    .filter((path) => readable.test(path) && !exempt.some((pattern) => pattern.test(path)))
    .flatMap((path) => findVagueWords(path, readTracked(join(root, path))));
}

/** A file that is deleted but not committed yet has no text. */
function readTracked(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw error;
  }
}

if (import.meta.main) {
  const found = findVagueWordsIn(inCheckout(''));
  for (const { path, line, word } of found) process.stdout.write(`${path}:${line} ${styleText('bold', word)}\n`);
  if (found.length > 0) {
    process.stdout.write('\nSay who acts: the worker, the caller, an operator, the app (STYLE rule 8).\n');
    process.exitCode = 1;
  }
}
