import { randomUUID } from 'node:crypto';
import type { Client } from '@temporalio/client';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { Worker } from '@temporalio/worker';
import type { WorkerOptions } from '@temporalio/worker';
import { findTestServer } from '../../dev/services/temporal-cli.ts';
import { createLogger } from '../../src/runtime/logger.ts';
import { loadWorkflowBundle } from '../../src/runtime/temporal/workflow-bundle.ts';

/** A Temporal server whose time jumps to the next timer while a test waits for a result, with a worker. */
export interface TimeSkippingServer {
  client: Client;
  taskQueue: string;
  workflowBundle: { code: string };
  /** Epoch milliseconds on the server's clock. */
  now(): Promise<number>;
  /** Moves the server's clock. */
  pass(milliseconds: number): Promise<void>;
  /** The same while one activity runs, which holds the clock otherwise. */
  passDuringActivity(milliseconds: number): Promise<void>;
  stop(): Promise<void>;
}

/**
 * For a worker of a test: the SDK ends an activation of a workflow after 5 s, which a stalled machine can overrun. Its types leave
 * this option out.
 */
export const longActivations: object = { isolateExecutionTimeout: '1 minute' };

/** Runs all workflows of the product with these activities. Needs only the test server. */
export async function startTimeSkippingServer(
  activities: NonNullable<WorkerOptions['activities']>,
): Promise<TimeSkippingServer> {
  const workflowBundle = await currentWorkflowBundle();
  const environment = await TestWorkflowEnvironment.createTimeSkipping({
    server: { executable: { type: 'existing-path', path: await findTestServer() } },
  });
  const taskQueue = randomUUID();
  const worker = await Worker.create({
    connection: environment.nativeConnection,
    taskQueue,
    workflowBundle,
    activities,
    identity: 'time-skipping-worker',
    ...longActivations,
  });
  const running = worker.run();
  return {
    client: environment.client,
    taskQueue,
    workflowBundle,
    now: () => environment.currentTimeMs(),
    pass: (milliseconds) => environment.sleep(milliseconds),
    passDuringActivity: async (milliseconds) => {
      await environment.connection.testService?.unlockTimeSkipping({});
      try {
        await environment.sleep(milliseconds);
      } finally {
        await environment.connection.testService?.lockTimeSkipping({});
      }
    },
    stop: async () => {
      worker.shutdown();
      await running;
      await environment.teardown();
    },
  };
}

/** The workflows as the worker would load them now. */
export function currentWorkflowBundle(): Promise<{ code: string }> {
  return loadWorkflowBundle(createLogger('fatal', 'test'));
}
