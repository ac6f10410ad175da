import type { PushEnrollmentPolicy } from '../../domain/push/push-enrollment/policy.ts';
import type { WorkflowConnection } from '../workflow-connection.ts';
import { confirmUpdate, pushEnrollmentWorkflow, resendUpdate } from './contract.ts';
import type { ConfirmationInput, ConfirmationResult, PushEnrollmentInput, ResendResult } from './contract.ts';

/** The data, besides a pending row, to start its workflow with. */
export interface PushEnrollmentStart {
  policy: PushEnrollmentPolicy;
  requestId: string;
  userId: string;
}

/** Starts and updates push enrolments. */
export interface PushEnrollmentClient {
  /** Starts the workflow of a pending row. @returns false when it runs already, or has run. */
  start(row: { id: string; expiresAt: Date }, start: PushEnrollmentStart): Promise<boolean>;
  confirm(enrollmentId: string, input: ConfirmationInput): Promise<ConfirmationResult>;
  resend(enrollmentId: string, input: { messageId: string }): Promise<ResendResult>;
  /** Ends an enrolment whose row was dropped. Does nothing for one that has ended or never ran. */
  end(enrollmentId: string): Promise<void>;
}

export function createPushEnrollmentClient(connection: WorkflowConnection): PushEnrollmentClient {
  return {
    start: (row, { policy: { maxAttempts, maxResends }, requestId, userId }) => {
      const expiresAt = row.expiresAt.getTime();
      const { extraWaitMs } = connection;
      const input: PushEnrollmentInput = {
        ...{ enrollmentId: row.id, requestId, expiresAt, maxAttempts, maxResends },
        ...(extraWaitMs ? { extraWaitMs } : {}),
      };
      return connection.start(pushEnrollmentWorkflow, {
        workflowId: row.id,
        args: [input],
        memo: { request_id: requestId },
        searchAttributes: { AuthStatus: 'pending', UserHash: connection.userHash(userId) },
        staticSummary: 'A push token is to be proven',
        staticDetails: `Open until ${row.expiresAt.toISOString()}`,
      });
    },
    // The verdict is part of the id: a corrected nonce with a reused message id does not get the earlier answer.
    confirm: (id, content) =>
      connection.update(id, {
        definition: confirmUpdate,
        updateId: `confirm/${content.messageId}/${content.correct}`,
        content,
      }),
    resend: (id, content) =>
      connection.slowUpdate(id, { definition: resendUpdate, updateId: `resend/${content.messageId}`, content }),
    end: (id) => connection.cancel(id),
  };
}
