import type { WorkflowHandleWithFirstExecutionRunId } from '@temporalio/client';
import { createPushEnrollmentActivities } from '../../../src/activities/push-enrollment/create-activities.ts';
import type { PushEnrollmentActivities } from '../../../src/activities/push-enrollment/create-activities.ts';
import type { Deps } from '../../../src/runtime/deps.ts';
import { pushEnrollmentWorkflow } from '../../../src/workflows/push-enrollment/contract.ts';
import type { PushEnrollmentInput } from '../../../src/workflows/push-enrollment/contract.ts';
import { createTestDeps } from '../../support/own-server.ts';
import { useStack } from '../../support/stack.ts';
import { startTimeSkippingServer } from '../../support/time-skipping-server.ts';

/** The workflow with its real activities, on Temporal's time-skipping test server. */
export interface TimeSkippingWorker {
  deps: Deps;
  workflowBundle: { code: string };
  start(input: PushEnrollmentInput): Promise<WorkflowHandleWithFirstExecutionRunId>;
  /** Epoch milliseconds on the server's clock. */
  now(): Promise<number>;
  stop(): Promise<void>;
}

/** @param wrap may put a fault in front of an activity. */
export async function startTimeSkippingWorker(
  wrap: (activities: PushEnrollmentActivities) => PushEnrollmentActivities = (activities) => activities,
): Promise<TimeSkippingWorker> {
  const deps = await createTestDeps(useStack().environment);
  const { client, taskQueue, workflowBundle, now, stop } = await startTimeSkippingServer({
    ...wrap(createPushEnrollmentActivities(deps)),
  });
  return {
    deps,
    workflowBundle,
    start: (input) =>
      client.workflow.start(pushEnrollmentWorkflow, { workflowId: input.enrollmentId, taskQueue, args: [input] }),
    now,
    stop: async () => {
      await stop();
      await deps.close();
    },
  };
}
