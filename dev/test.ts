import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runChecks } from './check.ts';
import { printFailure } from './console/refusal.ts';
import { inCheckout } from './parts/checkout.ts';
import type { VitestReport } from './console/quiet-json-reporter.ts';

const help = `
  npm test -- [options] [path ...]    the checks, and then all tests or those of the paths

    --changed [REF]                   only the test files that changes touch: those since HEAD (not committed), or since
                                      where REF and HEAD parted; they are listed first
    -t PATTERN                        only tests whose name matches
    --help                            this text

  Every option of vitest goes on to it: npx vitest run --help lists them.
`;

/** Numbers of passed, failed and skipped tests. */
export interface Counts {
  passed: number;
  failed: number;
  skipped: number;
}

/** Removes `--changed [REF]` from the arguments. */
export function takeChanged(args: string[]): { reference: string | undefined; rest: string[] } {
  const at = args.findIndex((arg) => arg === '--changed' || arg.startsWith('--changed='));
  if (at < 0) return { reference: undefined, rest: args };
  const [, joined] = args[at]!.split(/=(.*)/s);
  const next = args[at + 1];
  const isApart = joined === undefined && next !== undefined && !next.startsWith('-');
  return { reference: joined ?? (isApart ? next : 'HEAD'), rest: args.toSpliced(at, isApart ? 2 : 1) };
}

/** Prints and returns the touched test files. */
async function findTouched(reference: string): Promise<string[]> {
  const { listChangedFiles } = await import('./changed/changed-files.ts');
  const { listTouchedTests } = await import('./changed/touched-tests.ts');
  const changed = listChangedFiles(reference);
  const tests = changed.length ? await listTouchedTests(changed) : [];
  process.stdout.write(`\n  ${changed.length} changed files touch ${tests.length} test files\n`);
  for (const test of tests) process.stdout.write(`    ${test}\n`);
  return tests;
}

const none: Counts = { passed: 0, failed: 0, skipped: 0 };

/** Runs the checks and then vitest with `args`; sets the exit code. */
async function runTests(args: string[]): Promise<void> {
  const { reference, rest } = takeChanged(args);
  const touched = reference === undefined ? undefined : await findTouched(reference);
  const checks = await runChecks();
  const folder = mkdtempSync(join(tmpdir(), 'countersign-test-'));
  try {
    const report = join(folder, 'report.json');
    const isEmpty = touched?.length === 0;
    const code = isEmpty ? 0 : await runVitest([...rest, ...(touched ?? [])], report);
    const tests = isEmpty ? none : countTests(readReport(report), code);
    const failedChecks = checks.filter(({ passed }) => !passed);
    for (const { name } of failedChecks)
      process.stdout.write(`\n  The check of ${name} failed: npm run check shows it again.\n`);
    const total = {
      passed: tests.passed + checks.length - failedChecks.length,
      failed: tests.failed + failedChecks.length,
      skipped: tests.skipped,
    };
    process.stdout.write(`\n${closingLine(total)}\n`);
    process.exitCode = total.failed === 0 ? 0 : 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A test file that could not be loaded has no failed test, and a broken run has no report: both are failures. */
export function countTests(report: VitestReport | undefined, exitCode: number | null): Counts {
  if (!report) return { passed: 0, failed: 1, skipped: 0 };
  const brokenFiles = report.testResults.filter(
    ({ status, assertionResults }) => status === 'failed' && assertionResults.length === 0,
  );
  const failed = report.numFailedTests + brokenFiles.length;
  return {
    passed: report.numPassedTests,
    failed: failed === 0 && exitCode !== 0 ? 1 : failed,
    skipped: report.numPendingTests + report.numTodoTests,
  };
}

/** The last line of a run. */
export function closingLine({ passed, failed, skipped }: Counts): string {
  return `${passed} passed, ${failed} failed${skipped ? `, ${skipped} skipped` : ''}`;
}

/** vitest gets Ctrl-C from the terminal, or a forwarded signal from this process; then wait for its orderly end. */
function runVitest(args: string[], report: string): Promise<number | null> {
  const reporters = [
    '--reporter=default',
    `--reporter=${inCheckout('dev/console/quiet-json-reporter.ts')}`,
    `--outputFile.json=${report}`,
  ];
  const script = inCheckout('node_modules/vitest/vitest.mjs');
  const vitest = spawn(process.execPath, [script, 'run', ...reporters, ...args], {
    cwd: inCheckout(''),
    stdio: 'inherit',
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => vitest.kill(signal));
  process.once('disconnect', () => vitest.kill('SIGTERM')); // setup.mjs was killed
  process.channel?.unref();
  return new Promise((resolve) => vitest.once('close', resolve));
}

function readReport(path: string): VitestReport | undefined {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as VitestReport;
  } catch {
    return undefined;
  }
}

if (import.meta.main) {
  const args = process.argv.slice(2);
  if (args.includes('--help') || args.includes('-h')) process.stdout.write(help);
  else
    await runTests(args).catch((error: unknown) => {
      printFailure(error);
      process.exitCode = 1;
    });
}
