import { describe, expect, it } from 'vitest';
import type { VitestReport } from '../../dev/console/quiet-json-reporter.ts';
import { closingLine, countTests } from '../../dev/test.ts';

const report: VitestReport = {
  numPassedTests: 5,
  numFailedTests: 0,
  numPendingTests: 0,
  numTodoTests: 0,
  testResults: [{ status: 'passed', assertionResults: [{}] }],
};

describe('the closing line of npm test', () => {
  it('has the counts of passed, failed and skipped tests', () => {
    expect(closingLine(countTests(report, 0))).toBe('5 passed, 0 failed');
    expect(closingLine(countTests({ ...report, numPendingTests: 2, numTodoTests: 1 }, 0))).toBe(
      '5 passed, 0 failed, 3 skipped',
    );
  });

  it('counts a file that could not be loaded as a failure', () => {
    const broken = { ...report, testResults: [{ status: 'failed', assertionResults: [] }] };
    expect(countTests(broken, 1)).toEqual({ passed: 5, failed: 1, skipped: 0 });
  });

  it('counts a run without a report, and one that failed outside its tests, as a failure', () => {
    expect(countTests(undefined, 1)).toEqual({ passed: 0, failed: 1, skipped: 0 });
    expect(countTests(report, 1)).toEqual({ passed: 5, failed: 1, skipped: 0 });
  });
});
