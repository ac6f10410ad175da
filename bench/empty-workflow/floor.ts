import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { Client, WithStartWorkflowOperation } from '@temporalio/client';
import { NativeConnection, Runtime, Worker } from '@temporalio/worker';
import type { BenchEnvironment } from '../bench-environment.ts';
import { measure } from '../measure.ts';
import type { Measurement } from '../measure.ts';
import { decideUpdate, dispatchedUpdate } from './workflow.ts';

const taskQueue = 'bench-floor';

/** How the first step is awaited: not through the engine, by an update after the start, or by an update with the start. */
export const waits = ['none', 'update', 'update-with-start'] as const;
export type Wait = (typeof waits)[number];

/** A worker and a client in this process, eager starts and no codec: what the engine itself costs. */
export interface Floor {
  run(concurrency: number, seconds: number, wait?: Wait): Promise<Measurement>;
  stop(): Promise<void>;
}

export async function startFloor({ endpoints }: Pick<BenchEnvironment, 'endpoints'>): Promise<Floor> {
  Runtime.install({ shutdownSignals: [] }); // with the SDK's own, an interruption ends the worker and not the measuring
  const connection = await NativeConnection.connect({
    address: endpoints.temporal_address,
    grpcCompression: { codec: 'none' },
  });
  const namespace = endpoints.temporal_namespace;
  const workflowsPath = fileURLToPath(new URL('./workflow.ts', import.meta.url));
  const worker = await Worker.create({ connection, namespace, taskQueue, workflowsPath });
  const running = worker.run();
  const client = new Client({ connection, namespace });
  return {
    run: (concurrency, seconds, wait = 'none') => measure(concurrency, seconds, () => approve(client, wait)),
    stop: async () => {
      worker.shutdown();
      await running;
      await connection.close();
    },
  };
}

async function approve(client: Client, wait: Wait): Promise<void> {
  const workflowId = randomUUID();
  const options = { taskQueue, workflowId, args: [120_000] };
  if (wait === 'update-with-start') {
    const startWorkflowOperation = new WithStartWorkflowOperation('emptyApproval', {
      ...options,
      workflowIdConflictPolicy: 'FAIL',
    });
    await client.workflow.executeUpdateWithStart(dispatchedUpdate, { startWorkflowOperation, updateId: randomUUID() });
  } else await client.workflow.start('emptyApproval', { ...options, requestEagerStart: true });
  const handle = client.workflow.getHandle(workflowId);
  if (wait === 'update') await handle.executeUpdate(dispatchedUpdate, { updateId: randomUUID() });
  await handle.executeUpdate(decideUpdate, { args: ['accept'], updateId: randomUUID() });
}
