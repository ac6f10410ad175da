import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runChecks } from './check.ts';
import { inCheckout } from './parts/checkout.ts';
import type { VitestReport } from './console/quiet-json-reporter.ts';

const help = `
  npm test -- [options] [path ...]    the checks, and then all tests or those of the paths

    -t PATTERN                        only tests whose name matches
    --help                            this text

  Every option of vitest goes on to it: npx vitest run --help lists them.
`;

/** How many passed, failed and were left out. */
export interface Counts {
  passed: number;
  failed: number;
  skipped: number;
}

/** Runs the checks and then vitest with `args`; ends with the code that fits. */
async function runTests(args: string[]): Promise<void> {
  const checks = await runChecks();
  const folder = mkdtempSync(join(tmpdir(), 'countersign-test-'));
  try {
    const report = join(folder, 'report.json');
    const code = await runVitest(args, report);
    const tests = countTests(readReport(report), code);
    const failedChecks = checks.filter(({ passed }) => !passed);
    for (const { name } of failedChecks) process.stdout.write(`\n  The check of ${name} failed: npm run check shows it again.\n`);
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

/** A test file that could not be loaded holds no test that failed, and a run that broke down has no report: both are failures. */
export function countTests(report: VitestReport | undefined, exitCode: number | null): Counts {
  if (!report) return { passed: 0, failed: 1, skipped: 0 };
  const brokenFiles = report.testResults.filter(({ status, assertionResults }) => status === 'failed' && assertionResults.length === 0);
  const failed = report.numFailedTests + brokenFiles.length;
  return {
    passed: report.numPassedTests,
    failed: failed === 0 && exitCode !== 0 ? 1 : failed,
    skipped: report.numPendingTests + report.numTodoTests,
  };
}

/** The plain last line of a run. */
export function closingLine({ passed, failed, skipped }: Counts): string {
  return `${passed} passed, ${failed} failed${skipped ? `, ${skipped} skipped` : ''}`;
}

/** Ctrl-C reaches vitest from the terminal, a forwarded signal through us; either way we wait for its orderly end. */
function runVitest(args: string[], report: string): Promise<number | null> {
  const reporters = ['--reporter=default', `--reporter=${inCheckout('dev/console/quiet-json-reporter.ts')}`, `--outputFile.json=${report}`];
  const script = inCheckout('node_modules/vitest/vitest.mjs');
  const vitest = spawn(process.execPath, [script, 'run', ...reporters, ...args], { cwd: inCheckout(''), stdio: 'inherit' });
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
  else await runTests(args);
}
