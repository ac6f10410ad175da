import type { EntityManager } from '@mikro-orm/postgresql';
import type { CommandDeps } from '../commands/command-deps.ts';
import type { ConfigurationSource } from '../commands/configuration/configuration-snapshot.ts';
import type { StartableTransaction } from '../commands/mobile-authentication/startable-transaction.ts';
import type { Outcome } from '../domain/mobile-authentication/status.ts';
import type { Logger } from '../config/logger.ts';
import type { CallbackSender } from '../providers/callback/callback-sender.ts';
import type { PushSender } from '../providers/push/push-sender.ts';
import type { SmsSender } from '../providers/sms/sms-sender.ts';
import type { CallbackReplayInput } from '../workflows/callback-replay/contract.ts';
import type { PushEnrollmentInput } from '../workflows/push-enrollment/contract.ts';
import type { ReconciliationMetrics } from './reconciliation/reconciliation-metrics.ts';
import type { WorkflowDirectory } from './reconciliation/workflow-directory.ts';
import type { TransactionMetrics } from './transaction-metrics.ts';

/** What activities need of the world; made by the composition root. */
export interface ActivityDeps extends CommandDeps {
  log: Logger;
  configuration: ConfigurationSource;
  push: PushSender;
  sms: SmsSender;
  callback: CallbackSender;
  /** Runs work whose statements may take longer than a request can wait. */
  unhurried<Result>(work: (em: EntityManager) => Promise<Result>): Promise<Result>;
  metrics: TransactionMetrics & ReconciliationMetrics;
  /** Looks workflows up in the engine. */
  workflows: WorkflowDirectory;
  /** Starts the workflow of a row. False: it runs already, or has run. */
  startMobileAuthentication(transaction: StartableTransaction): Promise<boolean>;
  /** Starts the workflow of a row whose own is lost, to write down this end and to tell the site. False: one runs. */
  endLostTransaction(transaction: StartableTransaction, end: Outcome): Promise<boolean>;
  /** Starts the workflow of a push enrolment. False: it runs already, or has run. */
  startPushEnrollment(input: PushEnrollmentInput, userId: string): Promise<boolean>;
  /** The same for another delivery of a callback. */
  startCallbackReplay(replay: CallbackReplayInput): Promise<boolean>;
}
