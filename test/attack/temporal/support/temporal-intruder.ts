import { randomUUID } from 'node:crypto';
import { Client, Connection } from '@temporalio/client';
import type { Payload, WorkflowSerializationContext } from '@temporalio/common';
import { defaultPayloadConverter } from '@temporalio/common';
import { Keyring } from '../../../../src/security/keyring.ts';
import type { KeyringEntry } from '../../../../src/security/keyring.ts';
import { createPayloadCodec } from '../../../../src/security/payload-codec.ts';
import { useStack } from '../../../support/stack.ts';

/** An attacker who reaches Temporal's frontend: reads every history, sends every update. Only tests that say so use the keyring. */
export interface Intruder {
  client: Client;
  keyring: Keyring;
  /** The argument of an update as it stands in a history. */
  stolen(workflowId: string, update: string): Promise<Payload>;
  /** Sends an update. @returns `taken`, or the reason of the refusal. */
  send(workflowId: string, update: string, payload?: Payload): Promise<string>;
  close(): Promise<void>;
}

export async function startIntruder(): Promise<Intruder> {
  const { endpoints, environment } = useStack();
  const { temporal_address: address, temporal_namespace: namespace } = endpoints;
  const connection = await Connection.connect({ address });
  const client = new Client({ connection, namespace });
  const keyring = new Keyring(JSON.parse(environment['COUNTERSIGN_KEYRING'] as string) as KeyringEntry[]);
  return {
    client,
    keyring,
    stolen: async (workflowId, update) => {
      const { events } = await client.workflow.getHandle(workflowId).fetchHistory();
      const taken = (events ?? []).map(
        (event) => event.workflowExecutionUpdateAcceptedEventAttributes?.acceptedRequest,
      );
      const payload = taken.find((request) => request?.input?.name === update)?.input?.args?.payloads?.[0];
      if (!payload) throw new Error(`No update ${update} in the history`);
      return payload;
    },
    send: async (workflowId, name, payload) => {
      const { outcome } = await connection.withDeadline(Date.now() + 60_000, () =>
        client.workflowService.updateWorkflowExecution({
          namespace,
          workflowExecution: { workflowId },
          waitPolicy: { lifecycleStage: 3 },
          request: {
            meta: { updateId: randomUUID(), identity: 'intruder' },
            input: { name, args: { payloads: payload ? [payload] : [] } },
          },
        }),
      );
      return outcome?.failure ? (outcome.failure.applicationFailureInfo?.type ?? 'refused') : 'taken';
    },
    close: () => connection.close(),
  };
}

/** A payload as a caller without the keyring writes it. */
export function plain(value: unknown): Payload {
  return defaultPayloadConverter.toPayload(value);
}

/** A payload as an attacker with the payload key writes it. */
export async function encrypted(keyring: Keyring, workflowId: string, value: unknown): Promise<Payload> {
  const context: WorkflowSerializationContext = { type: 'workflow', namespace: '', workflowId };
  const [payload] = await createPayloadCodec(keyring).encode([plain(value)], context);
  return payload as Payload;
}

/** The same without the workflow id as additional data. */
export async function encryptedForAnyWorkflow(keyring: Keyring, value: unknown): Promise<Payload> {
  const [payload] = await createPayloadCodec(keyring).encode([plain(value)]);
  return payload as Payload;
}
