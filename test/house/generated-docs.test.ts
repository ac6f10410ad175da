import { execFile } from 'node:child_process';
import { cp, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { findDrift } from '../../docs/generator/drift.ts';
import { errorsPage } from '../../docs/generator/errors-page.ts';
import { eventsPage } from '../../docs/generator/events-page.ts';
import { generatedFiles } from '../../docs/generator/generated-files.ts';
import { readRepositoryFile } from '../../docs/generator/repository.ts';
import { stateDiagram } from '../../docs/generator/state-diagram.ts';
import { environmentSettings } from '../../src/config/environment.ts';
import { failureReasons } from '../../src/domain/mobile-authentication/status.ts';
import { transitions } from '../../src/domain/mobile-authentication/transitions.ts';
import { withScratchTree } from './scratch-tree.ts';

const run = promisify(execFile);
const repository = fileURLToPath(new URL('../..', import.meta.url));

describe('the generated documents', () => {
  it('match the code', async () => {
    expect((await findDrift(generatedFiles, readRepositoryFile)).map(({ path }) => path)).toEqual([]);
  });

  it('name every setting', () => {
    const page = generatedFiles.find(({ path }) => path === 'docs/settings.md')?.content ?? '';
    for (const { name } of environmentSettings) expect(page).toContain(`\`${name}\``);
  });

  it('describe every setting', () => {
    const page = generatedFiles.find(({ path }) => path === 'docs/settings.md')?.content ?? '';
    const rows = page.split('\n').filter((line) => line.startsWith('| `'));
    expect(rows.length).toBeGreaterThan(environmentSettings.length);
    expect(rows.filter((row) => /\| *\|$/.test(row))).toEqual([]);
  });
});

describe('node docs/generator/generate.ts', () => {
  const generate = (root: string, ...args: string[]) =>
    run(process.execPath, ['docs/generator/generate.ts', ...args], { cwd: root }).then(
      ({ stdout }) => ({ code: 0, stdout }),
      ({ code, stdout }: { code: number; stdout: string }) => ({ code, stdout }),
    );

  it(
    'with --check fails on drift with file and command and changes nothing; without it writes the file',
    { timeout: 400_000 },
    async () => {
      await withScratchTree({}, async (root) => {
        for (const folder of ['docs', 'src', 'package.json'])
          await cp(join(repository, folder), join(root, folder), { recursive: true });
        await symlink(join(repository, 'node_modules'), join(root, 'node_modules'));
        await generate(root);
        expect(await generate(root, '--check')).toMatchObject({ code: 0 });

        await writeFile(join(root, 'docs/errors.md'), 'Written by hand.\n');
        expect(await generate(root, '--check')).toEqual({
          code: 1,
          stdout: 'docs/errors.md does not say what the code says. Run: npm run docs\n',
        });
        expect(await readFile(join(root, 'docs/errors.md'), 'utf8')).toBe('Written by hand.\n');

        expect(await generate(root)).toEqual({ code: 0, stdout: 'wrote docs/errors.md\n' });
        expect(await generate(root, '--check')).toMatchObject({ code: 0 });
      });
    },
  );
});

describe('a page of errors', () => {
  it('lists a refusal under each of its surfaces and escapes a bar', () => {
    const page = errorsPage([
      {
        code: 'too_late',
        wireCode: '3004',
        httpStatus: 404,
        message: 'Gone | over.',
        surfaces: ['website', 'app'],
        description: 'One\nline.',
      },
    ]);
    expect(page.match(/\| `too_late` \| 3004 \| 404 \| Gone \\\| over\. \| One line\. \|/g)).toHaveLength(2);
  });
});

describe('a page of events', () => {
  it('groups events by family and gives their type on the wire', () => {
    const page = eventsPage([
      { name: 'SMS AUTH RESEND SUCCESS', family: 'SMS authentication', description: 'Sent again.' },
    ]);
    expect(page).toContain('## SMS authentication');
    expect(page).toContain('| SMS AUTH RESEND SUCCESS | `SMS_AUTH_RESEND_SUCCESS` | Sent again. |');
  });
});

describe('the state diagram', () => {
  const diagram = stateDiagram(
    [
      { from: 'open', on: 'answer', to: 'closed' },
      { from: 'open', on: 'wrong code', to: 'open' },
    ],
    'transitions.ts',
  );

  it('starts at the first state, ends at states without a transition, and draws exactly the given transitions', () => {
    const arrows = diagram
      .split('\n')
      .filter((line) => line.includes('-->'))
      .map((line) => line.trim());
    expect(arrows).toEqual([
      '[*] --> open',
      'open --> closed : answer',
      'open --> open : wrong code',
      'closed --> [*]',
    ]);
  });

  it('ends a mobile authentication only in an outcome of the contract', () => {
    const ends = transitions.map(({ to }) => to).filter((state) => !transitions.some(({ from }) => from === state));
    expect(ends.filter((state) => !['authenticated', ...failureReasons].includes(state))).toEqual([]);
  });
});
