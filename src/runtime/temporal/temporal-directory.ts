import { WorkflowNotFoundError } from '@temporalio/client';
import type { Client } from '@temporalio/client';
import type { WorkflowDirectory } from '../../activities/reconciliation/workflow-directory.ts';
import type { TemporalConnection } from './temporal-connection.ts';

/** Milliseconds Temporal has for one look-up. Nobody waits for it but a schedule. */
const callTimeout = 10_000;
const open = `ExecutionStatus = 'Running'`;

/** Looks workflows up in Temporal: lists by visibility, which lags, single ones by description, which does not. */
export function createTemporalDirectory(temporal: TemporalConnection, taskQueue: string): WorkflowDirectory {
  const list = (query: string, most: number) => call(temporal, (client) => take(client.workflow.list({ query, pageSize: most }), most));
  return {
    findOpen: async (ids) => {
      if (ids.length === 0) return new Set();
      const found = await list(`${open} AND WorkflowId IN (${ids.map(quoted).join(', ')})`, ids.length);
      return new Set(found.map(({ workflowId }) => workflowId));
    },
    listOpen: async (types, before, most) => {
      const found = await list(`${open} AND TaskQueue = ${quoted(taskQueue)} AND WorkflowType IN (${types.map(quoted).join(', ')}) AND StartTime < '${new Date(before).toISOString()}'`, most);
      return found.map(({ workflowId: id, type, startTime }) => ({ id, type, startedAt: startTime.getTime() }));
    },
    look: (id) =>
      call(temporal, async (client) => {
        const described = await client.workflow.getHandle(id).describe().catch(unlessUnknown);
        if (!described) return { state: 'unknown' };
        if (!described.closeTime) return { state: 'open' };
        const completed = described.status.name === 'COMPLETED';
        const result: unknown = completed ? await client.workflow.getHandle(id, described.runId).result() : undefined;
        return { state: 'closed', closedAt: described.closeTime.getTime(), result };
      }),
    terminate: (id, reason) => call(temporal, (client) => client.workflow.getHandle(id).terminate(reason).then(() => undefined, unlessUnknown)),
  };
}

/** A literal of a visibility query. What would end it is in no id of ours, and not to be in the name of a task queue. */
function quoted(word: string): string {
  if (/['"`\\\n]/.test(word)) throw new Error(`Cannot be looked up in Temporal: ${word}`);
  return `'${word}'`;
}

function unlessUnknown(error: unknown): undefined {
  if (!(error instanceof WorkflowNotFoundError)) throw error;
}

async function take<Item>(items: AsyncIterable<Item>, most: number): Promise<Item[]> {
  const taken: Item[] = [];
  for await (const item of items) {
    taken.push(item);
    if (taken.length === most) break;
  }
  return taken;
}

async function call<Result>(temporal: TemporalConnection, work: (client: Client) => Promise<Result>): Promise<Result> {
  const { connection, client } = await temporal.connect();
  return connection.withDeadline(Date.now() + callTimeout, () => work(client));
}
