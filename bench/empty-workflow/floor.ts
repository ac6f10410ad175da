import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { Client } from '@temporalio/client';
import { NativeConnection, Worker } from '@temporalio/worker';
import type { BenchEnvironment } from '../bench-environment.ts';
import { measure } from '../measure.ts';
import type { Measurement } from '../measure.ts';
import { decideUpdate } from './workflow.ts';

const taskQueue = 'bench-floor';

/** A worker and a client in this process, eager starts and no codec: what the engine itself costs. */
export interface Floor {
  run(concurrency: number, seconds: number): Promise<Measurement>;
  stop(): Promise<void>;
}

export async function startFloor({ endpoints }: BenchEnvironment): Promise<Floor> {
  const connection = await NativeConnection.connect({ address: endpoints.temporal_address, grpcCompression: { codec: 'none' } });
  const namespace = endpoints.temporal_namespace;
  const workflowsPath = fileURLToPath(new URL('./workflow.ts', import.meta.url));
  const worker = await Worker.create({ connection, namespace, taskQueue, workflowsPath });
  const running = worker.run();
  const client = new Client({ connection, namespace });
  const flow = async () => {
    const options = { taskQueue, workflowId: randomUUID(), args: [120_000], requestEagerStart: true };
    const handle = await client.workflow.start('emptyApproval', options);
    await handle.executeUpdate(decideUpdate, { args: ['accept'], updateId: randomUUID() });
  };
  return {
    run: (concurrency, seconds) => measure(concurrency, seconds, flow),
    stop: async () => {
      worker.shutdown();
      await running;
      await connection.close();
    },
  };
}
