import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import proto from '@temporalio/proto';
import pg from 'pg';
import { eventually } from '../../support/enrolled-phone.ts';
import { useStack } from '../../support/stack.ts';

const { WorkflowExecutionInfo } = proto.temporal.api.workflow.v1;
const { History } = proto.temporal.api.history.v1;
const asText = (bytes: Uint8Array) => Buffer.from(bytes).toString('latin1');

/** The text of every log below a folder. */
export function readLogs(folder: string): string {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name));
  return files
    .filter((file) => file.endsWith('.log') && statSync(file).isFile())
    .map((file) => readFileSync(file, 'utf8'))
    .join('\n');
}

/** Every row of every table as text, bytes in hex. */
export async function dumpDatabase(url: string): Promise<string> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows: tables } = await client.query<{ name: string }>(
      `select quote_ident(table_name) as name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE'`,
    );
    const texts: string[] = [];
    for (const { name } of tables) {
      const { rows } = await client.query<{ row: string }>(`select t::text as row from ${name} t`);
      texts.push(...rows.map(({ row }) => `${name}: ${row}`));
    }
    return texts.join('\n');
  } finally {
    await client.end();
  }
}

/**
 * Everything Temporal keeps of the workflows of a task queue: their names, memos and histories, as bytes.
 * @param types of workflows to wait for, as Temporal's list lags behind.
 */
export function dumpTemporal(taskQueue: string, types: readonly string[] = []): Promise<string> {
  return eventually(async () => {
    const dump = await dumpListed(taskQueue);
    return types.every((type) => dump.includes(type)) ? dump : undefined;
  });
}

async function dumpListed(taskQueue: string): Promise<string> {
  const { endpoints } = useStack();
  const connection = await Connection.connect({ address: endpoints.temporal_address });
  try {
    // Through the raw service, as the client's own list would decode the payloads.
    const { executions } = await connection.workflowService.listWorkflowExecutions({
      namespace: endpoints.temporal_namespace,
      query: `TaskQueue = '${taskQueue}'`,
    });
    const { workflow } = new Client({ connection, namespace: endpoints.temporal_namespace });
    const texts: string[] = [];
    for (const found of executions) {
      const history = await workflow.getHandle(found.execution?.workflowId as string).fetchHistory();
      texts.push(asText(WorkflowExecutionInfo.encode(found).finish()), asText(History.encode(history).finish()));
    }
    return texts.join('\n');
  } finally {
    await connection.close();
  }
}

/** The names of the secrets that a text contains, plain, in hex, in base64 or URL-encoded. */
export function secretsIn(text: string, secrets: Record<string, string>): string[] {
  const found = Object.entries(secrets).filter(([, secret]) =>
    spellings(secret).some((spelling) => text.includes(spelling)),
  );
  return found.map(([name]) => name);
}

function spellings(secret: string): string[] {
  const bytes = Buffer.from(secret);
  // Within a longer base64 text the secret starts at one of three bit offsets; its ends depend on the bytes around it.
  const inside = [0, 1, 2]
    .map((offset) =>
      Buffer.concat([Buffer.alloc(offset), bytes])
        .toString('base64')
        .slice(4, -4),
    )
    .filter((part) => part.length >= 12);
  return [
    secret,
    bytes.toString('hex'),
    bytes.toString('base64url'),
    encodeURIComponent(secret),
    JSON.stringify(secret).slice(1, -1),
    ...inside,
  ];
}
