import { WorkflowNotFoundError } from '@temporalio/client';
import type { Client } from '@temporalio/client';
import { defaultPayloadConverter } from '@temporalio/common';
import type { Payload, PayloadCodec } from '@temporalio/common';
import type { WorkflowDirectory } from '../../activities/reconciliation/workflow-directory.ts';
import type { Keyring } from '../../security/keyring.ts';
import { createPayloadCodec, UnreadablePayload } from '../../security/payload-codec.ts';
import type { TemporalConnection } from './temporal-connection.ts';

/** Milliseconds for one look-up. Only scheduled work waits for it. */
const callTimeout = 30_000;
const open = `ExecutionStatus = 'Running'`;

/** Looks workflows up in Temporal: lists by visibility, which lags behind, single workflows by description, which does not. */
export function createTemporalDirectory(
  temporal: TemporalConnection,
  keyring: Keyring,
  taskQueue: string,
): WorkflowDirectory {
  const codec = createPayloadCodec(keyring);
  const list = (query: string, most: number) =>
    call(temporal, (client) => take(client.workflow.list({ query, pageSize: most }), most));
  return {
    findOpen: async (ids) => {
      if (ids.length === 0) return new Set();
      const found = await list(`${open} AND WorkflowId IN (${ids.map(quoted).join(', ')})`, ids.length);
      return new Set(found.map(({ workflowId }) => workflowId));
    },
    listOpen: async (types, before, most) => {
      const found = await list(
        `${open} AND TaskQueue = ${quoted(taskQueue)} AND WorkflowType IN (${types.map(quoted).join(', ')}) AND StartTime < '${new Date(before).toISOString()}'`,
        most,
      );
      return found.map(({ workflowId: id, type, startTime }) => ({ id, type, startedAt: startTime.getTime() }));
    },
    look: (id) =>
      call(temporal, async (client) => {
        const described = await client.workflow.getHandle(id).describe().catch(ignoreUnknownWorkflow);
        if (!described) return { state: 'unknown' };
        if (!described.closeTime) return { state: 'open' };
        const completed = described.status.name === 'COMPLETED';
        const result: unknown = completed
          ? await client.workflow.getHandle(id, described.runId).result().catch(ignoreUnreadable)
          : undefined;
        return { state: 'closed', closedAt: described.closeTime.getTime(), result };
      }),
    readUpdates: (id) => call(temporal, (client) => readUpdates(client, codec, id)),
    terminate: (id, reason) =>
      call(temporal, (client) =>
        client.workflow
          .getHandle(id)
          .terminate(reason)
          .then(() => undefined, ignoreUnknownWorkflow),
      ),
  };
}

/** The updates in the history of a workflow, newest first. */
async function readUpdates(
  client: Client,
  codec: PayloadCodec,
  id: string,
): Promise<{ update: string; said: unknown }[]> {
  const { events } = await client.workflow.getHandle(id).fetchHistory();
  const taken = (events ?? []).flatMap((event) => {
    const { input } = event.workflowExecutionUpdateAcceptedEventAttributes?.acceptedRequest ?? {};
    return input?.name ? [{ update: input.name, payloads: input.args?.payloads ?? [] }] : [];
  });
  const read = taken.map(async ({ update, payloads }) => ({ update, said: await decode(codec, id, payloads) }));
  return (await Promise.all(read)).toReversed();
}

/** The first argument; undefined when it was not encrypted with the keyring for this workflow. */
async function decode(codec: PayloadCodec, workflowId: string, payloads: Payload[]): Promise<unknown> {
  try {
    const [first] = await codec.decode(payloads, { type: 'workflow', namespace: '', workflowId });
    return first && defaultPayloadConverter.fromPayload(first);
  } catch (error) {
    return ignoreUnreadable(error);
  }
}

/** A literal of a visibility query. Refuses characters that could end it; our ids have none, and task queues must not. */
function quoted(word: string): string {
  if (/['"`\\\n]/.test(word)) throw new Error(`Cannot be looked up in Temporal: ${word}`);
  return `'${word}'`;
}

function ignoreUnreadable(error: unknown): undefined {
  if (!(error instanceof UnreadablePayload)) throw error;
}

function ignoreUnknownWorkflow(error: unknown): undefined {
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
