import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A part of a source file between two ends of statements. */
export interface SourceStatement {
  path: string;
  text: string;
}

const root = new URL('../../../', import.meta.url).pathname;

/** The statements of all TypeScript files below a folder, comments left out. A statement ends at the end of a line with a semicolon. */
export function statementsBelow(folder: string): SourceStatement[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => join(folder, name))
    .flatMap((path) =>
      readFileSync(join(root, path), 'utf8')
        .replaceAll(/\/\*[^]*?\*\/|(?<=^|\s)\/\/.*$/gm, '')
        .split(/;\s*$/m)
        .map((text) => ({ path, text })),
    );
}
