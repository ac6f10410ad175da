import workerThreads from 'node:worker_threads';
import { describe, expect, it } from 'vitest';
import { createLogger } from '../../src/runtime/logger.ts';
import { createLeanThreads } from '../../src/runtime/temporal/workflow-thread/create-lean-threads.ts';

const log = createLogger('silent', 'test');
const original = workerThreads.Worker;

describe('lean workflow threads', () => {
  it('replace the class of threads only while the work runs', async () => {
    const inside = await createLeanThreads({ log }).within(async () => workerThreads.Worker);
    expect(inside).not.toBe(original);
    expect(workerThreads.Worker).toBe(original);
  });

  it('change nothing for another version of the SDK', async () => {
    const inside = await createLeanThreads({ log }, '1.24.1').within(async () => workerThreads.Worker);
    expect(inside).toBe(original);
  });

  it('do not change other threads', async () => {
    const exit = await createLeanThreads({ log }).within(
      () =>
        new Promise((resolve, reject) => {
          const thread = new workerThreads.Worker('process.exit(7)', { eval: true });
          thread.once('exit', resolve).once('error', reject);
        }),
    );
    expect(exit).toBe(7);
  });
});
