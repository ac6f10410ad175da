import type { EntityManager } from '@mikro-orm/postgresql';
import type { CommandDeps } from '../commands/command-deps.ts';
import type { ConfigurationSource } from '../commands/configuration/configuration-snapshot.ts';
import type { MethodMails } from '../commands/persons/sign-in-methods/changes/method-mails.ts';
import type { NewCallback } from '../commands/mobile-authentication/close/close-transaction.ts';
import type { EvidenceMemory } from '../commands/mobile-authentication/close/evidence-memory.ts';
import type { PolicySource } from '../commands/authentication/policies/registered-policies.ts';
import type { OauthRegistrySource } from '../commands/tokens/registry/oauth-registry.ts';
import type { Logger } from '../config/logger.ts';
import type { Geolocation } from '../domain/mobile-authentication/context/geolocation.ts';
import type { CallbackSender } from '../providers/callback/callback-sender.ts';
import type { EmailSender } from '../providers/email/email-sender.ts';
import type { PushSender } from '../providers/push/push-sender.ts';
import type { SmsSender } from '../providers/sms/sms-sender.ts';
import type { WhatsAppSender } from '../providers/whatsapp/whatsapp-sender.ts';
import type { AnswerSignatures } from '../security/answer-signature.ts';
import type { Engine } from '../workflows/engine.ts';
import type { ReconciliationMetrics } from './reconciliation/reconciliation-metrics.ts';
import type { WorkflowDirectory } from './reconciliation/workflow-directory.ts';
import type { TransactionMetrics } from './transaction-metrics.ts';

/** Makes the first tries of callbacks in the process that wrote the record. */
export interface FirstTries {
  /** Makes the first try of a callback; after a failure a workflow delivers it. Beyond the limit a workflow makes the first try. */
  begin(owed: NewCallback): void;
  /** Resolves once all running tries have ended. */
  drained(): Promise<void>;
}

/** Dependencies of activities, created by the composition root. */
export interface ActivityDeps extends CommandDeps {
  log: Logger;
  configuration: ConfigurationSource;
  /** Verifies signatures of phones. */
  answerSignatures: AnswerSignatures;
  evidence: EvidenceMemory;
  push: PushSender;
  sms: SmsSender;
  email: EmailSender;
  whatsapp: WhatsAppSender;
  callback: CallbackSender;
  authorizationServer: {
    /** A logout token for a client of an ended session; undefined when there is no such client. */
    createLogoutToken(about: { clientId: string; userId: string; sid: string }): Promise<string | undefined>;
    /** Writes down what became of a request for a sign-in without a browser, if it has ended. */
    decideBackchannelRequest(id: string): Promise<void>;
  };
  /** OAuth clients and protected resources. */
  registry: OauthRegistrySource;
  policies: PolicySource;
  geolocation: Geolocation;
  firstTries: FirstTries;
  /** Runs maintenance as the maintenance role, on a connection without a statement timeout. */
  withoutStatementTimeout<Result>(work: (em: EntityManager) => Promise<Result>): Promise<Result>;
  /** How people are told of changes of their sign-in methods. */
  methodMails: MethodMails;
  metrics: TransactionMetrics & ReconciliationMetrics;
  /** Looks workflows up in the engine. */
  workflows: WorkflowDirectory;
  /** Starts, updates and ends workflows. */
  engine: Engine;
}
