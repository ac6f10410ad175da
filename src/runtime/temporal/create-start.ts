import { isGrpcServiceError, ServiceError } from '@temporalio/client';
import type { Client, WorkflowStartOptions } from '@temporalio/client';
import type { Logger } from '../../config/logger.ts';

/** Milliseconds for which workflows go without search attributes, once the namespace did not know them. */
const withoutThem = 60_000;
/** gRPC's INVALID_ARGUMENT. */
const invalidArgument = 3;

type Options = Omit<WorkflowStartOptions, 'taskQueue'>;

/**
 * How workflows are started. Where a namespace does not know our search attributes, as after an upgrade whose job has not run, they
 * are started without: operators see less, and nobody else notices.
 */
export function createStart({ log }: { log: Logger }, shared: Pick<WorkflowStartOptions, 'taskQueue' | 'requestEagerStart' | 'workflowIdReusePolicy'>): (client: Client, type: string, options: Options) => Promise<void> {
  let unknownUntil = 0;
  const start = async (client: Client, type: string, options: Options) => void (await client.workflow.start(type, { ...shared, ...options } as WorkflowStartOptions));
  return async (client, type, options) => {
    const { typedSearchAttributes, ...plain } = options;
    if (!typedSearchAttributes || performance.now() < unknownUntil) return start(client, type, plain);
    try {
      await start(client, type, options);
    } catch (error) {
      if (!isRefusedArgument(error)) throw error;
      // Only now it is known whether the attributes are what was wrong.
      await start(client, type, plain);
      unknownUntil = performance.now() + withoutThem;
      log.warn({ err: error }, 'the Temporal namespace does not know our search attributes: docs/operations.md tells how to register them');
    }
  };
}

function isRefusedArgument(error: unknown): boolean {
  return error instanceof ServiceError && isGrpcServiceError(error.cause) && error.cause.code === invalidArgument;
}
