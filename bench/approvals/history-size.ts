import { setTimeout as sleep } from 'node:timers/promises';
import { Client, Connection } from '@temporalio/client';
import type { BenchEnvironment } from '../bench-environment.ts';

/** How much one finished workflow left behind. */
export interface HistorySize {
  events: number;
  workflowTasks: number;
}

/** Sizes of the histories of these workflows, which have to be over. */
export async function measureHistories(
  bench: BenchEnvironment,
  workflowIds: readonly string[],
): Promise<HistorySize[]> {
  const connection = await Connection.connect({ address: bench.endpoints.temporal_address });
  const client = new Client({ connection, namespace: bench.endpoints.temporal_namespace });
  try {
    await sleep(1_500); // callbacks of the last flows
    return await Promise.all(workflowIds.map((id) => measureHistory(client, id)));
  } finally {
    await connection.close();
  }
}

async function measureHistory(client: Client, workflowId: string): Promise<HistorySize> {
  const events = (await client.workflow.getHandle(workflowId).fetchHistory()).events ?? [];
  return {
    events: events.length,
    workflowTasks: events.filter((event) => event.workflowTaskCompletedEventAttributes).length,
  };
}
