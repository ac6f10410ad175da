import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode } from '@temporalio/worker';
import type { Client } from '@temporalio/client';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import type { Instance } from '../../dev/parts/instance.ts';
import type { Deps } from '../../src/runtime/deps.ts';
import { startWorker } from '../../src/runtime/start-worker.ts';
import type { RunningWorker } from '../../src/runtime/start-worker.ts';
import { createTestDeps } from '../support/own-server.ts';
import { eventually } from '../support/enrolled-phone.ts';
import { createSeededInstance } from '../support/stack.ts';
import { endless, quick } from './support/endless-workflows.ts';

let instance: Instance;
let deps: Deps;
let worker: RunningWorker;
let bundle: { code: string };
let client: Client;

beforeAll(async () => {
  instance = await createSeededInstance();
  deps = await createTestDeps(instance.environment);
  const workflowsPath = fileURLToPath(new URL('./support/endless-workflows.ts', import.meta.url));
  bundle = await bundleWorkflowCode({ workflowsPath });
  ({ client } = await deps.temporal.connect());
});

beforeEach(async () => {
  worker = startWorker(deps, async () => bundle);
  await worker.ready;
});

afterEach(() => worker.stop());

afterAll(async () => {
  await deps.close();
  await instance.stop();
});

function start({ name: type }: () => Promise<unknown>) {
  const options = { taskQueue: deps.environment.temporalTaskQueue, workflowId: randomUUID() };
  return client.workflow.start(type, options);
}

/**
 * Starts an endless workflow and waits for the end of its first task.
 * @returns the failure message; undefined when the task timed out first, as on a busy machine: later failures are not in the history.
 */
async function failureOfAnother(): Promise<string | undefined> {
  const handle = await start(endless);
  const ended = await eventually(async () => {
    const { events = [] } = await handle.fetchHistory();
    return events?.find(
      (event) => event.workflowTaskFailedEventAttributes ?? event.workflowTaskTimedOutEventAttributes,
    );
  }, 60_000);
  await handle.terminate();
  return ended.workflowTaskFailedEventAttributes?.failure?.message ?? undefined;
}

it(
  'the worker ends the thread of an endless workflow and continues with all others',
  { timeout: 500_000 },
  async () => {
    expect(await (await start(quick)).result()).toBe('done');
    const first = await start(endless);
    await eventually(async () => (worker.isWorking() ? undefined : true), 90_000);
    await eventually(async () => (worker.isWorking() ? true : undefined), 90_000);
    await first.terminate();
    // Threads from now on have the SDK's limit: the task of an endless workflow fails, and the worker stays.
    await eventually(failureOfAnother, 180_000);
    expect(worker.isWorking()).toBe(true);
    expect(await (await start(quick)).result()).toBe('done');
  },
);
