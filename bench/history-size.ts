import { setTimeout as sleep } from 'node:timers/promises';
import { Connection, Client } from '@temporalio/client';
import type { BenchEnvironment } from './bench-environment.ts';

/** Events and workflow tasks of finished workflows. */
export async function countHistories(bench: BenchEnvironment, workflowIds: readonly string[]): Promise<{ events: number; workflowTasks: number }> {
  const connection = await Connection.connect({ address: bench.endpoints.temporal_address });
  const client = new Client({ connection, namespace: bench.endpoints.temporal_namespace });
  try {
    await sleep(1_500); // callbacks of the last flows
    const [id] = workflowIds;
    const events = id ? ((await client.workflow.getHandle(id).fetchHistory()).events ?? []) : [];
    return { events: events.length, workflowTasks: events.filter((event) => event.workflowTaskCompletedEventAttributes).length };
  } finally {
    await connection.close();
  }
}
