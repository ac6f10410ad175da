import { defineConfig } from 'vitest/config';
import { LongestFirst } from './test/support/runner/longest-first.ts';
import { filesWithOwnProcess } from './test/support/runner/own-process.ts';

/** Tests of parts that need no running stack, or that start what they need themselves. */
const withoutStack = [
  'test/**/*.unit.test.ts',
  'test/{app-sdk,deployment,dev,domain,errors,house,providers,sandbox,security}/**/*.test.ts',
];

const allTests = 'test/**/*.test.ts';
const withOwnProcess = filesWithOwnProcess(allTests);

// On a slow machine a statement of a test may take seconds; what a slow statement causes is tested with the default.
process.env['COUNTERSIGN_DATABASE_STATEMENT_TIMEOUT'] ??= '20';
// The same for all that a request waits for: a machine that stalls for ten seconds must not change its answer.
process.env['COUNTERSIGN_EXTRA_WAIT'] ??= '15';

const shared = {
  // These end a test that hangs. No test proves anything by them, so they have room for a machine that is slow or stalls.
  testTimeout: 180_000,
  hookTimeout: 300_000,
  teardownTimeout: 60_000,
  // Of `expect.poll`, whose own is a second: too short for a machine with other work.
  expect: { poll: { timeout: 90_000 } },
  // Limits of the product in real time (2.5 s for a push) are too short for a machine that stands still: docs/decisions/0103.
  setupFiles: 'test/support/stalls.ts',
  retry: { count: 2, condition: /The machine stood still/ },
  pool: 'forks',
  maxWorkers: 3,
} as const;

export default defineConfig({
  test: {
    ...shared,
    sequence: { sequencer: LongestFirst },
    projects: [
      // Files share processes, so that what they import is loaded once for each process: docs/decisions/0084.
      { test: { ...shared, name: 'unit', include: withoutStack, isolate: false } },
      {
        test: {
          ...shared,
          name: 'integration',
          include: withOwnProcess,
          exclude: withoutStack,
          globalSetup: ['test/support/global-setup.ts'],
        },
      },
      {
        test: {
          ...shared,
          name: 'http',
          include: [allTests],
          exclude: [...withoutStack, ...withOwnProcess],
          globalSetup: ['test/support/global-setup.ts'],
          isolate: false,
        },
      },
    ],
  },
});
