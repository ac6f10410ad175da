import { WorkflowExecutionAlreadyStartedError, WorkflowNotFoundError, WorkflowUpdateStage } from '@temporalio/client';
import type { Environment } from '../../config/environment.ts';
import type { Logger } from '../../config/logger.ts';
import type { Sealed } from '../../domain/sealed.ts';
import type { Keyring } from '../../security/keyring.ts';
import { sealUpdate } from '../../security/update-seal.ts';
import { userHash } from '../../security/user-hash.ts';
import type { WorkflowConnection, WorkflowUpdate } from '../../workflows/workflow-connection.ts';
import { createCall } from './create-call.ts';
import type { Call } from './create-call.ts';
import { createStart } from './create-start.ts';
import { describeSchedules } from './describe-schedules.ts';
import { isUnprocessedUpdate } from './engine-failure.ts';
import type { TemporalConnection } from './temporal-connection.ts';
import { createTurns } from './turns.ts';

/** Milliseconds for sending a message that a request waits for, after its update was accepted. */
const sendTimeout = 12_000;
/** Milliseconds for the check that Temporal answers. */
const checkTimeout = 2_000;

type Deps = {
  temporal: TemporalConnection;
  keyring: Keyring;
  log: Logger;
  environment: Pick<Environment, 'temporalTaskQueue' | 'workerInProcess' | 'extraWait'>;
};

/** Creates the connection with which clients start and update workflows. It seals every update, to prove that the API sent it. */
export function createWorkflowConnection(deps: Deps): WorkflowConnection {
  const extraWaitMs = deps.environment.extraWait * 1_000;
  const call = createCall(deps.temporal, extraWaitMs);
  return {
    extraWaitMs,
    start: createStarting(deps, call),
    ...createUpdating(deps, call),
    cancel: (id) => call((client) => client.workflow.getHandle(id).cancel().then(nothing, ignoreNotFound)),
    userHash: (userId) => userHash(deps.keyring, userId),
    check: () => call((client) => client.workflowService.getSystemInfo({}).then(nothing), checkTimeout),
    schedules: (wanted) => call((client) => describeSchedules(client, deps.environment.temporalTaskQueue, wanted)),
  };
}

function createStarting(deps: Deps, call: Call): WorkflowConnection['start'] {
  // Eager: the answer contains the first workflow task when the worker is in this process.
  // REJECT_DUPLICATE: a repeated start does not run a workflow again that an operator terminated.
  const start = createStart(deps, {
    taskQueue: deps.environment.temporalTaskQueue,
    requestEagerStart: deps.environment.workerInProcess,
    workflowIdReusePolicy: 'REJECT_DUPLICATE',
  });
  return (type, options) =>
    call(async (client) => {
      try {
        await start(client, type, options);
        return true;
      } catch (error) {
        if (error instanceof WorkflowExecutionAlreadyStartedError) return false;
        throw error;
      }
    });
}

function createUpdating({ keyring }: Deps, call: Call): Pick<WorkflowConnection, 'update' | 'slowUpdate'> {
  const inTurn = createTurns();
  const sealed = <Result, Content extends object>(
    workflowId: string,
    { definition, updateId, content }: WorkflowUpdate<Result, Content>,
  ) => {
    const args: [Sealed<Content>] = [sealUpdate(keyring, definition.name, { workflowId, ...content })];
    return { updateId, args };
  };
  return {
    update: <Result, Content extends object>(workflowId: string, update: WorkflowUpdate<Result, Content>) => {
      const options = sealed(workflowId, update);
      return inTurn(workflowId, () =>
        onceMore(() =>
          call((client) =>
            client.workflow.getHandle(workflowId).executeUpdate<Result, [Sealed<Content>]>(update.definition, options),
          ),
        ),
      );
    },
    slowUpdate: <Result, Content extends object>(workflowId: string, update: WorkflowUpdate<Result, Content>) => {
      const options = { ...sealed(workflowId, update), waitForStage: WorkflowUpdateStage.ACCEPTED };
      return onceMore(async () => {
        const accepted = await call((client) =>
          client.workflow.getHandle(workflowId).startUpdate<Result, [Sealed<Content>]>(update.definition, options),
        );
        return call(() => accepted.result(), sendTimeout);
      });
    },
  };
}

const nothing = () => undefined;

/** Ignores that a workflow has ended or never ran. */
function ignoreNotFound(error: unknown): undefined {
  if (!(error instanceof WorkflowNotFoundError)) throw error;
}

/**
 * Repeats an update that was not processed: the server answers so when the update arrives in the task that ends the workflow. The
 * second answer is that the workflow has ended.
 */
async function onceMore<Result>(update: () => Promise<Result>): Promise<Result> {
  try {
    return await update();
  } catch (error) {
    if (isUnprocessedUpdate(error)) return update();
    throw error;
  }
}
