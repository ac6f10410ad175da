import { defineConfig } from 'vitest/config';
import { LongestFirst } from './test/support/longest-first.ts';

/** Tests of parts that need no running stack, or that start what they need themselves. */
const withoutStack = [
  'test/**/*.unit.test.ts',
  'test/{app-sdk,deployment,dev,domain,errors,house,providers,sandbox,security}/**/*.test.ts',
];

// On a slow machine a statement of a test may take seconds; what a slow statement causes is tested with the default.
process.env['COUNTERSIGN_DATABASE_STATEMENT_TIMEOUT'] ??= '20';

const shared = {
  testTimeout: 60_000,
  hookTimeout: 120_000,
  teardownTimeout: 30_000,
  // Of `expect.poll`, whose own is a second: too short for a machine with other work.
  expect: { poll: { timeout: 30_000 } },
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
          include: ['test/**/*.test.ts'],
          exclude: withoutStack,
          globalSetup: ['test/support/global-setup.ts'],
        },
      },
    ],
  },
});
