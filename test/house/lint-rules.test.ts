import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { withScratchTree } from './scratch-tree.ts';

const run = promisify(execFile);
const linter = fileURLToPath(new URL('../../node_modules/.bin/oxlint', import.meta.url));
const settings = fileURLToPath(new URL('../../.oxlintrc.json', import.meta.url));

interface Diagnostic {
  code: string;
  filename: string;
}

/** The lint rules that a file at `path` breaks. */
async function brokenRules(path: string, content: string): Promise<string[]> {
  return withScratchTree({ [path]: content }, async (root) => {
    // The settings are copied, because their patterns are relative to their folder.
    await copyFile(settings, join(root, '.oxlintrc.json'));
    const { stdout } = await run(linter, ['--format', 'json'], { cwd: root }).catch(
      (error: { stdout: string }) => error,
    );
    const { diagnostics } = JSON.parse(stdout) as { diagnostics: Diagnostic[] };
    return diagnostics.map(({ code }) => code);
  });
}

const lines = (count: number) => Array.from({ length: count }, (_, n) => `export const line${n} = ${n};\n`).join('');
const functionOf = (count: number) =>
  `export function long(): number {\n${'  Math.random();\n'.repeat(count)}  return 1;\n}\n`;

const cases: {
  rule: string;
  why: string;
  wrong: [path: string, content: string];
  right: [path: string, content: string];
}[] = [
  {
    rule: 'eslint(max-lines)',
    why: 'a file over 300 lines',
    wrong: ['src/domain/limits.ts', lines(301)],
    right: ['src/domain/limits.ts', lines(300)],
  },
  {
    rule: 'eslint(max-lines-per-function)',
    why: 'a function over 50 lines, except in a test',
    wrong: ['src/domain/limits.ts', functionOf(60)],
    right: ['test/domain/limits.test.ts', functionOf(60)],
  },
  {
    rule: 'node(no-process-env)',
    why: 'process.env outside the one file that reads it',
    wrong: ['src/runtime/deps.ts', 'export const mode = process.env.COUNTERSIGN_MODE;\n'],
    right: ['src/config/environment.ts', 'export const mode = process.env.COUNTERSIGN_MODE;\n'],
  },
  {
    rule: 'node(no-process-env)',
    why: 'process.env in an entry point of ours, not in one of the demonstration',
    wrong: ['server.ts', 'export const mode = process.env.COUNTERSIGN_MODE;\n'],
    right: ['demo/site/server.ts', 'export const port = process.env.PORT;\n'],
  },
  ...['export const { env } = process;\n', 'export const mode = globalThis.process.env.COUNTERSIGN_MODE;\n'].map(
    (content) => ({
      rule: 'eslint(no-restricted-properties)',
      why: `the environment by a detour, ${content.trim()}`,
      wrong: ['src/runtime/deps.ts', content] as [string, string],
      right: ['src/config/environment.ts', content] as [string, string],
    }),
  ),
  {
    rule: 'eslint(no-restricted-imports)',
    why: 'the environment under another name',
    wrong: ['src/runtime/deps.ts', "import { env } from 'node:process';\nexport const mode = env.COUNTERSIGN_MODE;\n"],
    right: ['src/runtime/deps.ts', "import { hrtime } from 'node:process';\nexport const now = hrtime.bigint();\n"],
  },
  {
    rule: 'eslint(no-console)',
    why: 'output past the logger, which redacts',
    wrong: ['src/api/app.ts', "console.log('token');\n"],
    right: ['dev/start.ts', "console.log('started');\n"],
  },
  {
    rule: 'import(no-default-export)',
    why: 'a default export, except where a tool demands it',
    wrong: ['src/api/app.ts', 'export default 1;\n'],
    right: ['vitest.config.ts', 'export default {};\n'],
  },
  {
    rule: 'unicorn(filename-case)',
    why: 'a file name that is not kebab-case',
    wrong: ['src/api/errorBody.ts', 'export const made = 1;\n'],
    right: ['src/api/error-body.ts', 'export const made = 1;\n'],
  },
  {
    rule: 'typescript(no-explicit-any)',
    why: 'any',
    wrong: ['src/api/app.ts', 'export const made: any = 1;\n'],
    right: ['src/api/app.ts', 'export const made: unknown = 1;\n'],
  },
  {
    rule: 'typescript(consistent-type-imports)',
    why: 'a type imported as a value',
    wrong: ['src/api/app.ts', "import { Made } from './made.ts';\nexport const made: Made = 1;\n"],
    right: ['src/api/app.ts', "import type { Made } from './made.ts';\nexport const made: Made = 1;\n"],
  },
  {
    rule: 'typescript(no-import-type-side-effects)',
    why: 'a type import that leaves an import behind',
    wrong: ['src/api/app.ts', "import { type Made } from './made.ts';\nexport const made: Made = 1;\n"],
    right: ['src/api/app.ts', "import type { Made } from './made.ts';\nexport const made: Made = 1;\n"],
  },
  {
    rule: 'typescript(no-non-null-assertion)',
    why: 'a value asserted into being in what is shipped',
    wrong: ['src/api/app.ts', "export const first = ['a'][0]!;\n"],
    right: ['test/api/app.test.ts', "export const first = ['a'][0]!;\n"],
  },
];

describe('the linter', () => {
  for (const { rule, why, wrong, right } of cases) {
    it(`refuses ${why}: ${rule}`, async () => {
      expect(await brokenRules(...wrong)).toContain(rule);
      expect(await brokenRules(...right)).toEqual([]);
    });
  }
});
