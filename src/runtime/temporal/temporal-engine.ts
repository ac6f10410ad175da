import { randomUUID } from 'node:crypto';
import { WorkflowExecutionAlreadyStartedError, WorkflowNotFoundError, WorkflowUpdateStage } from '@temporalio/client';
import type { Client, WorkflowStartOptions } from '@temporalio/client';
import type { UpdateDefinition } from '@temporalio/common';
import type { Engine } from '../../api/engine.ts';
import type { Environment } from '../../config/environment.ts';
import type { Logger } from '../../config/logger.ts';
import type { Keyring } from '../../security/keyring.ts';
import { answerUpdate, cancelUpdate, claimedUpdate, resendCodeUpdate, verifyCodeUpdate, wrongCodeUpdate, wrongFactorUpdate } from '../../workflows/mobile-authentication/contract.ts';
import { confirmUpdate, resendUpdate } from '../../workflows/push-enrollment/contract.ts';
import type { TemporalConnection } from './temporal-connection.ts';
import { createStart } from './create-start.ts';
import { createStarts } from './create-starts.ts';
import { isUnprocessedUpdate, refuseEngineFailure } from './engine-failure.ts';

/** Milliseconds Temporal has for one call of ours: with the answer on its way a caller waits less than three seconds. */
const callTimeout = 2_600;
/** Milliseconds a message may take that somebody waits for, once its update is accepted. */
const sendTimeout = 12_000;

type Deps = { temporal: TemporalConnection; keyring: Keyring; log: Logger; environment: Pick<Environment, 'temporalTaskQueue' | 'workerInProcess'> };

/** The API's way to its workflows: starts and updates, nothing else. */
export function createTemporalEngine(deps: Deps): Engine {
  const { temporalTaskQueue: taskQueue, workerInProcess } = deps.environment;

  // Eager: the first workflow task comes with the answer when the worker is in this process.
  // Once for good: what an operator terminated is not begun again by whoever repeats a start.
  const startWith = createStart(deps, { taskQueue, requestEagerStart: workerInProcess, workflowIdReusePolicy: 'REJECT_DUPLICATE' });
  const start = (type: string, options: Omit<WorkflowStartOptions, 'taskQueue'>) =>
    within(deps.temporal, async (client) => {
      try {
        await startWith(client, type, options);
        return true;
      } catch (error) {
        if (error instanceof WorkflowExecutionAlreadyStartedError) return false;
        throw error;
      }
    });

  const update = <Result, Args extends [unknown, ...unknown[]]>(workflowId: string, definition: UpdateDefinition<Result, Args>, updateId: string, args: Args) =>
    onceMore(() => within(deps.temporal, (client) => client.workflow.getHandle(workflowId).executeUpdate<Result, Args>(definition, { updateId, args })));

  /** For updates that wait for a provider: accepted within the call's time, then waited for. */
  const slowUpdate = async <Result, Args extends [unknown, ...unknown[]]>(workflowId: string, definition: UpdateDefinition<Result, Args>, updateId: string, args: Args) => {
    const options = { updateId, args, waitForStage: WorkflowUpdateStage.ACCEPTED };
    const once = async () => {
      const handle = await within(deps.temporal, (client) => client.workflow.getHandle(workflowId).startUpdate<Result, Args>(definition, options));
      return within(deps.temporal, () => handle.result(), sendTimeout);
    };
    return onceMore(once);
  };

  return {
    ...createStarts(deps, start),
    answerTransaction: (id, answer) => update(id, answerUpdate, `answer/${answer.messageId}`, [answer]),
    nameClaimant: (id, claim) => update(id, claimedUpdate, `claimed/${claim.messageId}`, [claim]),
    countWrongFactor: (id, wrong) => update(id, wrongFactorUpdate, `wrong-factor/${wrong.messageId}`, [wrong]),
    countWrongCode: (id, wrong) => update(id, wrongCodeUpdate, `wrong-code/${wrong.attemptId}`, [wrong]),
    cancelTransaction: (id) => onceMore(() => within(deps.temporal, (client) => client.workflow.getHandle(id).executeUpdate(cancelUpdate, { updateId: randomUUID() }))),
    verifyCode: (id, attempt) => update(id, verifyCodeUpdate, `verify/${attempt.messageId}`, [attempt]),
    resendCode: (id, input) => slowUpdate(id, resendCodeUpdate, `resend/${input.messageId}`, [input]),
    // The verdict is part of the id: a corrected nonce under a reused message id is not answered from memory.
    confirmPushEnrollment: (id, input) => update(id, confirmUpdate, `confirm/${input.messageId}/${input.correct}`, [input]),
    resendPushEnrollment: (id, input) => slowUpdate(id, resendUpdate, `resend/${input.messageId}`, [input]),
    endPushEnrollment: (id) => within(deps.temporal, (client) => client.workflow.getHandle(id).cancel().then(nothing, unlessGone)),
    check: () =>
      within(deps.temporal, async (client) => {
        await client.workflowService.getSystemInfo({});
      }, 2_000),
  };
}

const nothing = () => undefined;

/** Whatever is not there needs no end. */
function unlessGone(error: unknown): undefined {
  if (!(error instanceof WorkflowNotFoundError)) throw error;
}

/**
 * An update that reaches a workflow in the very task that ends it is neither accepted nor refused: the server says that
 * nobody processed it. Asked again, it says that the workflow has ended.
 */
async function onceMore<Result>(update: () => Promise<Result>): Promise<Result> {
  try {
    return await update();
  } catch (error) {
    if (isUnprocessedUpdate(error)) return update();
    throw error;
  }
}

/** Runs one call under a deadline that holds even while the connection itself is being made. */
async function within<Result>(temporal: TemporalConnection, call: (client: Client) => Promise<Result>, timeoutMs = callTimeout): Promise<Result> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(new Error('Temporal did not answer in time')), timeoutMs);
  try {
    return await Promise.race([
      late.promise,
      temporal.connect().then(({ connection, client }) => connection.withDeadline(Date.now() + timeoutMs, () => call(client))),
    ]);
  } catch (error) {
    return refuseEngineFailure(error);
  } finally {
    clearTimeout(timer);
  }
}
