import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { listChangedFiles } from '../../../dev/changed/changed-files.ts';
import { integrationTestsOf, testsThatName } from '../../../dev/changed/integration-areas.ts';
import { listTouchedTests } from '../../../dev/changed/touched-tests.ts';
import { takeChanged } from '../../../dev/test.ts';

/** A repository with one commit of these files. */
function repository(files: Record<string, string>) {
  const folder = mkdtempSync(join(tmpdir(), 'countersign-changed-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=Test', '-c', 'user.email=test@example.org', ...args], { cwd: folder });
  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  };
  const commit = () => {
    git('add', '--all');
    git('commit', '--quiet', '--message', 'a commit');
  };
  git('init', '--quiet', '--initial-branch', 'main');
  for (const [path, text] of Object.entries(files)) write(path, text);
  commit();
  return { folder, git, write, commit };
}

describe('npm test -- --changed', () => {
  it.each([
    [[], undefined, []],
    [['test/app', '-t', 'pin'], undefined, ['test/app', '-t', 'pin']],
    [['--changed'], 'HEAD', []],
    [['--changed', 'main', '--bail=1'], 'main', ['--bail=1']],
    [['-t', 'pin', '--changed=HEAD~3'], 'HEAD~3', ['-t', 'pin']],
    [['--changed', '-t', 'pin'], 'HEAD', ['-t', 'pin']],
  ])('%j compares with %s', (args, reference, rest) => {
    expect(takeChanged(args)).toEqual({ reference, rest });
  });

  it('finds changed, removed, staged and new files that are not committed, without ignored files', () => {
    const { folder, git, write } = repository({
      'src/a.ts': '1',
      'src/b.ts': '1',
      'src/c.ts': '1',
      '.gitignore': 'logs\n',
    });
    write('src/a.ts', '2');
    git('rm', '--quiet', 'src/b.ts');
    write('src/new.ts', '1');
    git('add', 'src/new.ts');
    write('test/new.test.ts', '1');
    write('logs/log', '1');
    expect(listChangedFiles('HEAD', folder)).toEqual(['src/a.ts', 'src/b.ts', 'src/new.ts', 'test/new.test.ts']);
  });

  it('finds the changes of a branch since it left the other one, without later changes of the other', () => {
    const { folder, git, write, commit } = repository({ 'src/a.ts': '1', 'src/b.ts': '1' });
    git('switch', '--quiet', '--create', 'feature');
    write('src/a.ts', '2');
    commit();
    git('switch', '--quiet', 'main');
    write('src/b.ts', '2');
    commit();
    git('switch', '--quiet', 'feature');
    expect(listChangedFiles('main', folder)).toEqual(['src/a.ts']);
    expect(listChangedFiles('HEAD', folder)).toEqual([]);
  });

  it('refuses an unknown reference, also one that looks like an option', () => {
    const { folder } = repository({ 'src/a.ts': '1' });
    expect(() => listChangedFiles('no-such-branch', folder)).toThrow("git does not compare with 'no-such-branch'");
    expect(() => listChangedFiles('--help', folder)).toThrow("git does not compare with '--help'");
  });
});

const tests = [
  'test/support/stack.test.ts',
  'test/push-enrollment/modes.test.ts',
  'test/events/push-enrollment.test.ts',
  'test/text-messages/delivery-reports.test.ts',
  'test/app/transactions.test.ts',
  'test/attack/rival-site.test.ts',
  'test/users/end-user-api.test.ts',
  'test/api-reference/page.test.ts',
  'test/api-clients/jwks.test.ts',
  'test/ops/runbook.test.ts',
];

function namesOf(changed: string): string[] {
  return integrationTestsOf(changed, tests).map((test) => test.slice('test/'.length, -'.test.ts'.length));
}

describe('the integration tests of a change', () => {
  it.each([
    'src/commands/push-enrollment/start/limits.ts',
    'src/domain/push/push-enrollment/modes.ts',
    'src/entities/happenings/push-enrollment.ts',
  ])('share a word of its path in any layer: %s', (changed) => {
    expect(namesOf(changed)).toEqual(['support/stack', 'push-enrollment/modes', 'events/push-enrollment']);
  });

  it('include those of its API surface', () => {
    expect(namesOf('src/api/end-user/applications/routes.ts')).toEqual([
      ...['support/stack', 'attack/rival-site', 'users/end-user-api', 'api-reference/page', 'api-clients/jwks'],
    ]);
  });

  it.each([
    ['all use it', 'src/runtime/deps.ts'],
    ['all use it', 'src/commands/notify.ts'],
    ['all run on it', 'dev/services/postgres.ts'],
    ['all are installed with it', 'package-lock.json'],
    ['no test shares a word', 'src/domain/consents/expiry.ts'],
  ])('are all of them when %s: %s', (_, changed) => {
    expect(integrationTestsOf(changed, tests)).toEqual(tests);
  });

  it('are none for a document that no test reads', () => {
    expect(integrationTestsOf('docs/runbook.md', tests)).toEqual([]);
    const read = (test: string) => (test.includes('runbook') ? "read('docs/runbook.md')" : '');
    expect(testsThatName('docs/runbook.md', tests, read)).toEqual(['test/ops/runbook.test.ts']);
    expect(testsThatName('docs/glossary.md', tests, read)).toEqual([]);
  });
});

describe('the test files of a change', { timeout: 300_000 }, () => {
  it('are the unit tests that import it, and the integration tests that share a word', async () => {
    const touched = await listTouchedTests(['src/security/password.ts']);
    expect(touched).toEqual(
      expect.arrayContaining(['test/security/password.unit.test.ts', 'test/attack/rival-site.test.ts']),
    );
    expect(touched).not.toContain('test/app-sdk/pgp.unit.test.ts');
    expect(touched).not.toContain('test/bench/bench.test.ts');
  });

  it('are all that import a support file', async () => {
    const touched = await listTouchedTests(['test/workflows/support/replay.ts', 'test/dev/help.test.ts']);
    expect(touched).toEqual(
      expect.arrayContaining([
        ...['test/dev/help.test.ts', 'test/workflows/ends.unit.test.ts', 'test/workflows/replay.unit.test.ts'],
      ]),
    );
    expect(touched.length).toBeLessThan(10);
  });
});
