import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode } from '@temporalio/worker';
import type { Client } from '@temporalio/client';
import { afterAll, beforeAll, expect, it } from 'vitest';
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
let client: Client;

beforeAll(async () => {
  instance = await createSeededInstance();
  deps = await createTestDeps(instance.environment);
  const workflowsPath = fileURLToPath(new URL('./support/endless-workflows.ts', import.meta.url));
  const bundle = await bundleWorkflowCode({ workflowsPath });
  worker = startWorker(deps, async () => bundle);
  await worker.ready;
  ({ client } = await deps.temporal.connect());
});

afterAll(async () => {
  await worker.stop();
  await deps.close();
  await instance.stop();
});

function start({ name: type }: () => Promise<unknown>) {
  const options = { taskQueue: deps.environment.temporalTaskQueue, workflowId: randomUUID() };
  return client.workflow.start(type, options);
}

/** The failure message of the last failed workflow task, or undefined. */
async function lastFailure(id: string): Promise<string | undefined> {
  const { events } = await client.workflow.getHandle(id).fetchHistory();
  const failed = events?.findLast((event) => event.workflowTaskFailedEventAttributes);
  return failed?.workflowTaskFailedEventAttributes?.failure?.message ?? undefined;
}

it(
  'the worker ends the thread of an endless workflow and continues with all others',
  { timeout: 240_000 },
  async () => {
    expect(await (await start(quick)).result()).toBe('done');
    const { workflowId } = await start(endless);
    await eventually(async () => (worker.isWorking() ? undefined : true), 60_000);
    await eventually(async () => (worker.isWorking() ? true : undefined), 60_000);
    // Threads from now on have the SDK's limit: the task of the endless workflow fails, and the worker stays.
    await eventually(() => lastFailure(workflowId), 60_000);
    expect(worker.isWorking()).toBe(true);
    expect(await (await start(quick)).result()).toBe('done');
    await client.workflow.getHandle(workflowId).terminate();
  },
);
