import { randomUUID } from 'node:crypto';
import type { StartableTransaction } from '../../commands/mobile-authentication/startable-transaction.ts';
import { asksForVerificationCode, mostWrongCodes } from '../../domain/mobile-authentication/codes/verification-code.ts';
import type { Evidence } from '../../domain/mobile-authentication/evidence.ts';
import type { Outcome } from '../../domain/mobile-authentication/status.ts';
import type { WorkflowConnection, WorkflowStart } from '../workflow-connection.ts';
import {
  answerUpdate,
  cancelUpdate,
  mobileAuthenticationWorkflow,
  resendCodeUpdate,
  verifyCodeUpdate,
  wrongCodeUpdate,
  wrongFactorUpdate,
} from './contract.ts';
import type {
  AnswerDecision,
  CodeVerdict,
  DecisionResult,
  MobileAuthenticationInput,
  ResendVerdict,
  WrongCode,
  WrongFactor,
} from './contract.ts';

/** Milliseconds after the deadline for the delivery of the callback, which is tried for a day. */
const afterExpiry = 25 * 3_600_000;

/** Starts and updates mobile authentications. */
export interface MobileAuthenticationClient {
  /** Starts the workflow of a row. @returns false when it runs already, or has run: a terminated workflow is not started again. */
  start(transaction: StartableTransaction): Promise<boolean>;
  /** Starts a workflow for a row whose own is lost, to record this end, if its evidence is valid, and to deliver the callback. @returns false when one runs. */
  endLost(transaction: StartableTransaction, end: Outcome, evidence?: Evidence): Promise<boolean>;
  answer(transactionId: string, answer: AnswerDecision): Promise<DecisionResult>;
  /** Counts a wrong PIN that the API has already counted for the profile. */
  countWrongFactor(transactionId: string, wrong: WrongFactor): Promise<{ attemptsUsed: number }>;
  /** Counts a wrong verification code before the app gets its answer. */
  countWrongCode(transactionId: string, wrong: WrongCode): Promise<{ attemptsLeft: number }>;
  verifyCode(transactionId: string, attempt: { messageId: string; correct: boolean }): Promise<CodeVerdict>;
  resendCode(transactionId: string, request: { messageId: string }): Promise<ResendVerdict>;
  /** Ends an open transaction as `cancelled`. Throws `transaction_not_open` when it has no open workflow. */
  cancel(transactionId: string): Promise<DecisionResult>;
}

export function createMobileAuthenticationClient(connection: WorkflowConnection): MobileAuthenticationClient {
  return {
    start: (row) => connection.start(mobileAuthenticationWorkflow, startOf(connection, row)),
    endLost: (row, end, evidence) =>
      connection.start(mobileAuthenticationWorkflow, {
        ...startOf(connection, row, end, evidence),
        workflowIdReusePolicy: 'ALLOW_DUPLICATE',
      }),
    answer: (id, content) =>
      connection.update(id, { definition: answerUpdate, updateId: `answer/${content.messageId}`, content }),
    countWrongFactor: (id, content) =>
      connection.update(id, { definition: wrongFactorUpdate, updateId: `wrong-factor/${content.messageId}`, content }),
    countWrongCode: (id, content) =>
      connection.update(id, { definition: wrongCodeUpdate, updateId: `wrong-code/${content.attemptId}`, content }),
    verifyCode: (id, content) =>
      connection.update(id, { definition: verifyCodeUpdate, updateId: `verify/${content.messageId}`, content }),
    resendCode: (id, content) =>
      connection.slowUpdate(id, { definition: resendCodeUpdate, updateId: `resend/${content.messageId}`, content }),
    cancel: (id) => {
      const content = { messageId: randomUUID() };
      return connection.update(id, { definition: cancelUpdate, updateId: `cancel/${content.messageId}`, content });
    },
  };
}

function startOf(
  connection: WorkflowConnection,
  row: StartableTransaction,
  end?: Outcome,
  evidence?: Evidence,
): WorkflowStart {
  const { extraWaitMs } = connection;
  return {
    workflowId: row.id,
    args: [{ ...inputOf(row, end, evidence), ...(extraWaitMs ? { extraWaitMs } : {}) }],
    ...labelsOf(connection, row),
    memo: { request_id: row.requestId },
    workflowExecutionTimeout: row.policy.timeToLive * 1000 + afterExpiry,
  };
}

/** Ids and policy numbers of a row. The same row always gives the same input, whichever process starts it. */
function inputOf(row: StartableTransaction, end?: Outcome, evidence?: Evidence): MobileAuthenticationInput {
  return {
    ...(end ? { end } : {}),
    ...(evidence ? { endEvidence: evidence } : {}),
    transactionId: row.id,
    requestId: row.requestId,
    expiresAt: row.expiresAt.getTime(),
    steps: row.policy.steps.map(({ method, maxAttempts, maxResends }) => ({ method, maxAttempts, maxResends })),
    ...(asksForVerificationCode(row.policy) ? { maxWrongCodes: mostWrongCodes } : {}),
    // The process that writes the record delivers the callback; a workflow that replaces a lost one does it itself.
    callback: Boolean(row.callbackUri) && end !== undefined,
  };
}

/** The search attributes and summary at the start. The workflow updates method and status later. */
function labelsOf(connection: WorkflowConnection, row: StartableTransaction) {
  const { typeName, method, userId, device, policy, expiresAt } = row;
  const steps = policy.steps.map(
    (step) =>
      `- ${step.method}, type ${step.typeName}, ${step.maxAttempts || 'any number of'} attempts, ${step.maxResends} resends`,
  );
  return {
    searchAttributes: {
      AuthMethod: method,
      AuthType: typeName,
      AuthStatus: 'pending',
      Application: device?.application,
      UserHash: userId ? connection.userHash(userId) : undefined,
    },
    staticSummary: `${policy.steps.map((step) => step.method).join(', else ')} (${typeName})`.slice(0, 200),
    staticDetails: [`Open until ${expiresAt.toISOString()}`, '', 'Methods in order:', ...steps].join('\n'),
  };
}
