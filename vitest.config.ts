import { defineConfig } from 'vitest/config';
import { LongestFirst } from './test/support/longest-first.ts';

/** Tests of parts that need no running stack, or that start what they need themselves. */
const withoutStack = [
  'test/**/*.unit.test.ts',
  'test/{app-sdk,deployment,dev,domain,errors,house,providers,sandbox,security}/**/*.test.ts',
];

const shared = {
  testTimeout: 60_000,
  hookTimeout: 120_000,
  teardownTimeout: 30_000,
  pool: 'forks',
  maxWorkers: 2,
} as const;

export default defineConfig({
  test: {
    ...shared,
    sequence: { sequencer: LongestFirst },
    projects: [
      { test: { ...shared, name: 'unit', include: withoutStack } },
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
