import { isGrpcServiceError, ServiceError } from '@temporalio/client';
import type { Client, WorkflowStartOptions } from '@temporalio/client';
import { defineSearchAttributeKey, SearchAttributeType } from '@temporalio/common';
import type { SearchAttributePair } from '@temporalio/common';
import type { Logger } from '../../config/logger.ts';
import type { WorkflowStart } from '../../workflows/workflow-connection.ts';

/** Milliseconds for which workflows are started without search attributes after the namespace did not know them. */
const withoutAttributesMs = 60_000;
/** gRPC's INVALID_ARGUMENT. */
const invalidArgument = 3;

/**
 * Creates the function that starts workflows. When the namespace does not know our search attributes, as after an upgrade whose job has
 * not run, it starts them without: operators see less, and nothing else changes.
 */
export function createStart(
  { log }: { log: Logger },
  shared: Pick<WorkflowStartOptions, 'taskQueue' | 'requestEagerStart' | 'workflowIdReusePolicy'>,
): (client: Client, type: string, start: WorkflowStart) => Promise<void> {
  let unknownUntil = 0;
  const start = async (client: Client, type: string, options: Omit<WorkflowStartOptions, 'taskQueue'>) =>
    void (await client.workflow.start(type, { ...shared, ...options } as WorkflowStartOptions));
  return async (client, type, { searchAttributes, ...plain }) => {
    if (!searchAttributes || performance.now() < unknownUntil) return start(client, type, plain);
    try {
      await start(client, type, { ...plain, typedSearchAttributes: pairs(searchAttributes) });
    } catch (error) {
      if (!isRefusedArgument(error)) throw error;
      // A successful second start proves that the attributes were the refused argument.
      await start(client, type, plain);
      unknownUntil = performance.now() + withoutAttributesMs;
      log.warn(
        { err: error },
        'the Temporal namespace does not know our search attributes: docs/operations.md tells how to register them',
      );
    }
  };
}

function isRefusedArgument(error: unknown): boolean {
  return error instanceof ServiceError && isGrpcServiceError(error.cause) && error.cause.code === invalidArgument;
}

function pairs(attributes: NonNullable<WorkflowStart['searchAttributes']>): SearchAttributePair[] {
  return Object.entries(attributes).flatMap(([name, value]) =>
    value ? [{ key: defineSearchAttributeKey(name, SearchAttributeType.KEYWORD), value }] : [],
  );
}
