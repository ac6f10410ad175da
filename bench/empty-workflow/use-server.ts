/**
 * What the use of an action token is measured against, in a process of its own like the product: Koa, a client and a worker. `POST /use/N` starts an
 * empty workflow with N local activities and awaits its end. Prints its port.
 */
import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { Client } from '@temporalio/client';
import { NativeConnection, Runtime, Worker } from '@temporalio/worker';
import Koa from 'koa';

const taskQueue = 'bench-floor-uses';
Runtime.install({ shutdownSignals: [] }); // with the SDK's own, a signal ends the worker and not the process
const namespace = process.env['COUNTERSIGN_TEMPORAL_NAMESPACE'] ?? 'default';
const connection = await NativeConnection.connect({
  address: process.env['COUNTERSIGN_TEMPORAL_ADDRESS'] ?? '',
  grpcCompression: { codec: 'none' },
});
const workflowsPath = fileURLToPath(new URL('./workflow.ts', import.meta.url));
const activities = { nothing: async () => {} };
const worker = await Worker.create({ connection, namespace, taskQueue, workflowsPath, activities });
void worker.run();
const client = new Client({ connection, namespace });

const app = new Koa();
app.use(async (context) => {
  const args = [Number(context.path.slice('/use/'.length))];
  const options = { taskQueue, workflowId: randomUUID(), requestEagerStart: true, args };
  context.body = { status: await client.workflow.execute('emptyUse', options) };
});
const server = createServer(app.callback()).listen(0, '127.0.0.1', () => {
  process.stdout.write(`${(server.address() as AddressInfo).port}\n`);
});
