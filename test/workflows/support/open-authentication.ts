import '../../support/quiet-temporal.ts';
import { randomUUID } from 'node:crypto';
import { WorkflowUpdateFailedError } from '@temporalio/client';
import type { WorkflowHandle } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import type { Outcome } from '../../../src/domain/mobile-authentication/status.ts';
import {
  answerUpdate,
  cancelUpdate,
  claimedUpdate,
  mobileAuthenticationWorkflow,
  resendCodeUpdate,
  verifyCodeUpdate,
  wrongCodeUpdate,
  wrongFactorUpdate,
} from '../../../src/workflows/mobile-authentication/contract.ts';
import type {
  AnswerDecision,
  CodeVerdict,
  DecisionResult,
  MobileAuthenticationInput,
  ResendVerdict,
} from '../../../src/workflows/mobile-authentication/contract.ts';
import type { Sealed } from '../../../src/domain/sealed.ts';
import { startTimeSkippingServer } from '../../support/time-skipping-server.ts';
import type { TimeSkippingServer } from '../../support/time-skipping-server.ts';
import { RecordedActivities } from './recorded-activities.ts';
import type { Behaviour } from './recorded-activities.ts';

type Activities = Parameters<typeof startTimeSkippingServer>[0];
type Step = MobileAuthenticationInput['steps'][number];

export const push: Step = { method: 'PUSH', maxAttempts: 0, maxResends: 0 };
export const pin: Step = { method: 'PUSH_WITH_PIN', maxAttempts: 0, maxResends: 0 };
export const fingerprint: Step = { method: 'PUSH_WITH_FINGERPRINT', maxAttempts: 0, maxResends: 0 };
export const otp: Step = { method: 'OTP', maxAttempts: 0, maxResends: 0 };
export const text: Step = { method: 'SMS', maxAttempts: 3, maxResends: 2 };

export const accept = { decision: 'accept', signature: 'e30..accepted' } as const;
export const reject = { decision: 'reject', signature: 'e30..rejected' } as const;
export const notMe = { decision: 'reject', reason: 'not_me', signature: 'e30..reported' } as const;

/** Milliseconds. */
export const timeToLive = 300_000;

/** As the engine sets it. Without it the server's time would jump to its default of ten years. */
const workflowExecutionTimeout = timeToLive + 25 * 3_600_000;

/** The code of a refused update, instead of a result. */
export type Refusal = { refused: string };

/** A running mobile authentication, and every way to act on it. */
export interface OpenAuthentication {
  id: string;
  input: MobileAuthenticationInput;
  handle: WorkflowHandle;
  answer(decision: Omit<AnswerDecision, 'messageId'>, messageId?: string): Promise<DecisionResult | Refusal>;
  enter(correct: boolean, messageId?: string): Promise<CodeVerdict | Refusal>;
  /** Reports a wrong PIN or a wrong proof of another authenticator; `exhausted`: it was the last PIN. */
  failFactor(exhausted: boolean, messageId?: string): Promise<{ attemptsUsed: number } | Refusal>;
  /** Reports a wrong verification code; `factor`: with a proven factor. */
  mistype(attemptId?: string, factor?: boolean): Promise<{ attemptsLeft: number } | Refusal>;
  /** Claims an OTP for an app. */
  claim(messageId?: string): Promise<void | Refusal>;
  resend(): Promise<ResendVerdict | Refusal>;
  cancel(): Promise<DecisionResult | Refusal>;
  /** Cancels the workflow in Temporal, as an operator does. */
  cancelInTemporal(): Promise<unknown>;
  /** Waits for the end; the server's time jumps meanwhile. */
  outcome(): Promise<Outcome>;
}

export interface AuthenticationServer {
  server: TimeSkippingServer;
  world: RecordedActivities;
  /** All authentications that were opened. */
  opened: OpenAuthentication[];
  open(steps: Step[], behaviour?: Behaviour, options?: Partial<MobileAuthenticationInput>): Promise<OpenAuthentication>;
}

/**
 * A time-skipping server with the mobile authentication workflow and recorded activities.
 * @param others Activities of other workflows that also run there.
 */
export async function startAuthenticationServer(others: Activities = {}): Promise<AuthenticationServer> {
  const world = new RecordedActivities();
  const server = await startTimeSkippingServer({ ...others, ...world.activities });
  const opened: OpenAuthentication[] = [];
  return {
    server,
    world,
    opened,
    open: async (steps, behaviour = {}, options = {}) => {
      const transactionId = options.transactionId ?? randomUUID();
      const expiresAt = (await server.now()) + timeToLive;
      const input = { transactionId, requestId: 'request', expiresAt, steps, callback: false, ...options };
      world.behave(transactionId, behaviour);
      const { client, taskQueue } = server;
      const handle = await client.workflow.start(mobileAuthenticationWorkflow, {
        workflowId: transactionId,
        taskQueue,
        args: [input],
        workflowExecutionTimeout,
      });
      const one = handleOf(handle, input);
      opened.push(one);
      return one;
    },
  };
}

function handleOf(handle: WorkflowHandle, input: MobileAuthenticationInput): OpenAuthentication {
  const named = <Content extends object>(content: Content) => sealedFor(input.transactionId, content);
  return {
    id: input.transactionId,
    input,
    handle,
    answer: (decision, messageId = randomUUID()) =>
      orRefusal(handle.executeUpdate(answerUpdate, { updateId: messageId, args: [named({ messageId, ...decision })] })),
    enter: (correct, messageId = randomUUID()) =>
      orRefusal(handle.executeUpdate(verifyCodeUpdate, { updateId: messageId, args: [named({ messageId, correct })] })),
    failFactor: (exhausted, messageId = randomUUID()) =>
      orRefusal(
        handle.executeUpdate(wrongFactorUpdate, {
          updateId: `wrong-factor/${messageId}`,
          args: [named({ messageId, exhausted })],
        }),
      ),
    mistype: (attemptId = randomUUID(), factor = false) =>
      orRefusal(
        handle.executeUpdate(wrongCodeUpdate, {
          updateId: `wrong-code/${attemptId}`,
          args: [named({ messageId: attemptId, attemptId, factor })],
        }),
      ),
    claim: (messageId = randomUUID()) =>
      orRefusal(
        handle.executeUpdate(claimedUpdate, {
          updateId: `claimed/${messageId}`,
          args: [named({ messageId, userHash: 'hash' })],
        }),
      ),
    resend: () => orRefusal(handle.executeUpdate(resendCodeUpdate, { args: [named({ messageId: randomUUID() })] })),
    cancel: () => orRefusal(handle.executeUpdate(cancelUpdate, { args: [named({ messageId: randomUUID() })] })),
    cancelInTemporal: () => handle.cancel(),
    outcome: () => handle.result(),
  };
}

/** Addresses and seals an update as the API does; only activities verify the seal. */
export function sealedFor<Content extends object>(workflowId: string, content: Content): Sealed<Content> {
  return { workflowId, ...content, seal: randomUUID() };
}

async function orRefusal<Result>(update: Promise<Result>): Promise<Result | Refusal> {
  try {
    return await update;
  } catch (error) {
    if (error instanceof WorkflowUpdateFailedError && error.cause instanceof ApplicationFailure)
      return { refused: error.cause.type ?? '' };
    throw error;
  }
}
