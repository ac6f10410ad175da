import { randomUUID } from 'node:crypto';
import { Client, Connection } from '@temporalio/client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Instance } from '../../../dev/parts/instance.ts';
import { readEnvironment } from '../../../src/config/environment.ts';
import type { Environment } from '../../../src/config/environment.ts';
import type { RunningProcess } from '../../../src/runtime/run-process.ts';
import { startWorkerProcess } from '../../../src/runtime/start-worker-process.ts';
import { eventually } from '../../support/enrolled-phone.ts';
import { createSeededInstance } from '../../support/stack.ts';

/** More milliseconds than the next measurement of a clock and the start of a worker take. */
const measuredAgain = 60_000;

let instance: Instance;
let environment: Environment;
let running: RunningProcess;
let connection: Connection;
let client: Client;
/** Milliseconds that the clock of the process is ahead. */
let ahead = -60_000;

beforeAll(async () => {
  instance = await createSeededInstance();
  environment = readEnvironment({ ...instance.environment, COUNTERSIGN_LOG_LEVEL: 'fatal' });
  connection = await Connection.connect({ address: environment.temporalAddress });
  client = new Client({ connection, namespace: environment.temporalNamespace });
  running = await startWorkerProcess(environment, () => new Date(Date.now() + ahead));
});

afterAll(async () => {
  await running.stop();
  await connection.close();
  await instance.stop();
});

const readiness = async () => {
  const answer = await fetch(`http://127.0.0.1:${environment.operationsPort}/health/ready`);
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
};
const whenReady = () => eventually(async () => ((await readiness()).status === 200 ? true : undefined), measuredAgain);

/** Puts a workflow task on the queue; its type does not matter. */
const putWork = () =>
  client.workflow.start('noSuchWorkflow', { workflowId: randomUUID(), taskQueue: environment.temporalTaskQueue });

/** The time at which a worker took the task, or undefined. */
async function takenAt({ workflowId }: { workflowId: string }): Promise<number | undefined> {
  const { events } = await client.workflow.getHandle(workflowId).fetchHistory();
  const started = events?.find((event) => event.workflowTaskStartedEventAttributes)?.eventTime;
  return started ? Number(started.seconds) * 1000 + Number(started.nanos) / 1_000_000 : undefined;
}

/** A poll that was open when the worker stopped may still take one task: more of them than there can be such polls. */
async function useUpOpenPolls(): Promise<() => Promise<unknown>> {
  const works: Awaited<ReturnType<typeof putWork>>[] = [];
  for (let count = 0; count < 20; count += 1) works.push(await putWork());
  return () => Promise.all(works.map((work) => work.terminate()));
}

async function expectNotTakenBefore(work: { workflowId: string }, until: number): Promise<void> {
  expect(await eventually(() => takenAt(work), measuredAgain)).toBeGreaterThanOrEqual(until);
  await client.workflow.getHandle(work.workflowId).terminate();
}

describe('a worker whose clock is a minute behind PostgreSQL', () => {
  it('is not ready and takes no task until its clock is right', { timeout: 240_000 }, async () => {
    const work = await putWork();
    expect(await readiness()).toMatchObject({
      status: 503,
      body: { status: 'down', postgresql: 'up', temporal: 'up', clock: 'down', worker: 'down' },
    });
    const corrected = Date.now();
    ahead = 0;
    await whenReady();
    await expectNotTakenBefore(work, corrected);
  });

  it('stops taking work when its clock goes wrong, and goes on when that is over', { timeout: 240_000 }, async () => {
    ahead = 20_000;
    await eventually(async () => ((await readiness()).body['worker'] === 'down' ? true : undefined), measuredAgain);
    expect((await readiness()).body).toMatchObject({ postgresql: 'up', temporal: 'up', clock: 'down' });
    const end = await useUpOpenPolls();
    const work = await putWork();
    const corrected = Date.now();
    ahead = 0;
    await whenReady();
    await end();
    await expectNotTakenBefore(work, corrected);
  });
});
