import { Client, Connection } from '@temporalio/client';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Instance } from '../../dev/parts/instance.ts';
import { createOperationsApp } from '../../src/api/operations/operations-app.ts';
import { createTestDeps } from '../support/own-server.ts';
import { createSeededInstance, useStack } from '../support/stack.ts';

const { endpoints, environment, operationsUrl } = useStack();
let instance: Instance;

beforeAll(async () => void (instance = await createSeededInstance()));
afterAll(() => instance.stop());

/** Separates the measured skew, which differs each time. */
const readiness = async (url: string) => {
  const answer = await fetch(`${url}/health/ready`);
  const { clock_skew_seconds: skew, ...body } = (await answer.json()) as Record<string, unknown>;
  return { status: answer.status, body, skew };
};

describe('a process with only a worker', () => {
  it('is ready once it takes tasks, and has created its schedules', async () => {
    const worker = await instance.startWorker();
    expect(await readiness(worker.operationsUrl)).toEqual({
      status: 200,
      body: { status: 'up', postgresql: 'up', temporal: 'up', clock: 'up', worker: 'up' },
      skew: expect.closeTo(0, 0),
    });
    const connection = await Connection.connect({ address: endpoints.temporal_address });
    const { schedule } = new Client({ connection, namespace: endpoints.temporal_namespace });
    try {
      for (const name of [
        'sweep-transactions',
        'reconcile',
        'prune-expired-rows',
        'keep-event-partitions',
        'keep-signing-keys',
      ])
        await schedule.getHandle(`${name}/${instance.environment['COUNTERSIGN_TEMPORAL_TASK_QUEUE']}`).describe();
    } finally {
      await connection.close();
    }
    await worker.stop();
  });

  it('is not ready while it takes no tasks', async () => {
    const deps = await createTestDeps(environment);
    let isWorking = false;
    const server = createServer(createOperationsApp({ ...deps, isWorking: () => isWorking }).callback());
    try {
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
      expect(await readiness(url)).toEqual({
        status: 503,
        body: { status: 'down', postgresql: 'up', temporal: 'up', clock: 'up', worker: 'down' },
        // The clock watch was not started.
        skew: null,
      });
      expect((await fetch(`${url}/health/live`)).status).toBe(200);
      isWorking = true;
      expect((await readiness(url)).status).toBe(200);
    } finally {
      server.close();
      await deps.close();
    }
  });
});

it('a process with an API does not report workers', async () => {
  for (const url of [endpoints.api, operationsUrl])
    expect((await readiness(url)).body).toEqual({ status: 'up', postgresql: 'up', temporal: 'up', clock: 'up' });
});
