import { randomUUID } from 'node:crypto';
import type { WorkflowHandleWithFirstExecutionRunId } from '@temporalio/client';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { bundleWorkflowCode, Worker } from '@temporalio/worker';
import { fileURLToPath } from 'node:url';
import { findTestServer } from '../../../dev/temporal-cli.ts';
import { createPushEnrollmentActivities } from '../../../src/activities/push-enrollment/create-activities.ts';
import type { PushEnrollmentActivities } from '../../../src/activities/push-enrollment/create-activities.ts';
import { readEnvironment } from '../../../src/config/environment.ts';
import { createDeps } from '../../../src/runtime/deps.ts';
import type { Deps } from '../../../src/runtime/deps.ts';
import { pushEnrollmentWorkflow } from '../../../src/workflows/push-enrollment/contract.ts';
import type { PushEnrollmentInput } from '../../../src/workflows/push-enrollment/contract.ts';
import { useStack } from '../../support/stack.ts';

/** The workflow with its real activities, on a Temporal server whose time jumps to the next timer. */
export interface TimeSkippingWorker {
  deps: Deps;
  workflowBundle: { code: string };
  start(input: PushEnrollmentInput): Promise<WorkflowHandleWithFirstExecutionRunId>;
  /** Epoch milliseconds on the server's clock. */
  now(): Promise<number>;
  stop(): Promise<void>;
}

/** @param wrap may put a fault in front of an activity. */
export async function startTimeSkippingWorker(wrap: (activities: PushEnrollmentActivities) => PushEnrollmentActivities = (activities) => activities): Promise<TimeSkippingWorker> {
  const deps = await createDeps(readEnvironment({ ...useStack().environment, COUNTERSIGN_LOG_LEVEL: 'fatal' }), 'test');
  const environment = await TestWorkflowEnvironment.createTimeSkipping({ server: { executable: { type: 'existing-path', path: await findTestServer() } } });
  const workflowBundle = await bundleWorkflowCode({ workflowsPath: fileURLToPath(new URL('../../../src/workflows/push-enrollment/workflow.ts', import.meta.url)) });
  const taskQueue = randomUUID();
  const activities = wrap(createPushEnrollmentActivities(deps));
  const worker = await Worker.create({ connection: environment.nativeConnection, taskQueue, workflowBundle, activities });
  const running = worker.run();
  return {
    deps,
    workflowBundle,
    start: (input) => environment.client.workflow.start(pushEnrollmentWorkflow, { workflowId: input.enrollmentId, taskQueue, args: [input] }),
    now: () => environment.currentTimeMs(),
    stop: async () => {
      worker.shutdown();
      await running;
      await environment.teardown();
      await deps.close();
    },
  };
}
