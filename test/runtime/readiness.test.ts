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

const readiness = async (url: string) => {
  const answer = await fetch(`${url}/health/ready`);
  return { status: answer.status, body: (await answer.json()) as object };
};

describe('a process that only works', () => {
  it('is ready once it takes work: its schedules are there, too', async () => {
    const worker = await instance.startWorker();
    expect(await readiness(worker.operationsUrl)).toEqual({ status: 200, body: { status: 'up', postgresql: 'up', temporal: 'up', worker: 'up' } });
    const connection = await Connection.connect({ address: endpoints.temporal_address });
    const { schedule } = new Client({ connection, namespace: endpoints.temporal_namespace });
    try {
      for (const name of ['sweep-transactions', 'reconcile', 'prune-expired-rows', 'keep-event-partitions']) await schedule.getHandle(`${name}/${instance.environment['COUNTERSIGN_TEMPORAL_TASK_QUEUE']}`).describe();
    } finally {
      await connection.close();
    }
    await worker.stop();
  });

  it('is not ready while it does not', async () => {
    const deps = await createTestDeps(environment);
    let isWorking = false;
    const server = createServer(createOperationsApp({ ...deps, isWorking: () => isWorking }).callback());
    try {
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
      expect(await readiness(url)).toEqual({ status: 503, body: { status: 'down', postgresql: 'up', temporal: 'up', worker: 'down' } });
      expect((await fetch(`${url}/health/live`)).status).toBe(200);
      isWorking = true;
      expect((await readiness(url)).status).toBe(200);
    } finally {
      server.close();
      await deps.close();
    }
  });
});

it('a process that has an API says nothing of workers', async () => {
  for (const url of [endpoints.api, operationsUrl]) expect((await readiness(url)).body).toEqual({ status: 'up', postgresql: 'up', temporal: 'up' });
});
