import { randomBytes } from 'node:crypto';
import type { MikroORM } from '@mikro-orm/postgresql';
import type { ActivityDeps } from '../activities/activity-deps.ts';
import type { ApiDeps } from '../api/api-deps.ts';
import { createFirstTries } from '../activities/mobile-authentication/first-tries.ts';
import { createAuthorizationServer } from '../authorization-server/create-authorization-server.ts';
import type { Environment } from '../config/environment.ts';
import { createAuthenticationFailures } from '../commands/configuration/api-client-authentication.ts';
import { createSecretLimits } from '../commands/configuration/secret-limits.ts';
import { isDatabaseAway } from '../errors/database-away.ts';
import { createEvidenceMemory } from '../commands/mobile-authentication/close/evidence-memory.ts';
import { createAnswerSignatures } from '../security/answer-signature.ts';
import { Keyring } from '../security/keyring.ts';
import { createEngine } from '../workflows/engine.ts';
import type { Engine } from '../workflows/engine.ts';
import { createCompletedFlows } from './sign-in/completed-flows.ts';
import { createSnapshots } from './configuration-cache.ts';
import { createClockWatch } from '../database/clock-watch.ts';
import { maintenanceUrlOf } from '../database/grant-database-roles.ts';
import { joinedTransaction } from '../database/joined-transaction.ts';
import { createLogger } from './logger.ts';
import { createMetrics } from './metrics/create-metrics.ts';
import type { Metrics } from './metrics/create-metrics.ts';
import { createNotificationHub } from '../database/notification-hub.ts';
import type { NotificationHub } from '../database/notification-hub.ts';
import { createOrm, runWithoutStatementTimeout } from '../database/orm.ts';
import { createMethodDeps } from './sign-in/method-deps.ts';
import { createPasswordDeps } from './sign-in/password-deps.ts';
import { createMethodMails } from '../commands/authentication/contacts/method-mails.ts';
import { relyingPartyOf } from '../domain/persons/sign-in-methods/passkey/relying-party.ts';
import { createRemovalRegistry } from './removal-registry.ts';
import { createProviders } from './providers/create-providers.ts';
import { createTemporalConnection, installTemporalRuntime } from './temporal/temporal-connection.ts';
import type { TemporalConnection } from './temporal/temporal-connection.ts';
import { createTemporalDirectory } from './temporal/temporal-directory.ts';
import { createWorkflowConnection } from './temporal/create-workflow-connection.ts';

/** All parts of one process. */
export interface Deps
  extends
    Omit<ApiDeps, 'metrics'>,
    Omit<ActivityDeps, 'metrics' | 'configuration' | 'registry' | 'policies' | 'authorizationServer'> {
  metrics: Metrics;
  notifications: NotificationHub;
  orm: MikroORM;
  temporal: TemporalConnection;
  /** Ends waiting requests before the process stops. */
  stop(): void;
  /** Closes every connection, senders first. */
  close(): Promise<void>;
}

/** The composition root: creates all parts and connects them. */
export async function createDeps(
  environment: Environment,
  processName: string,
  clock = () => new Date(),
): Promise<Deps> {
  const log = createLogger(environment.logLevel, processName);
  const keyring = new Keyring(environment.keyring);
  const orm = await createOrm(environment, keyring);
  const freshEm = () => orm.em.fork();
  const em = () => joinedTransaction() ?? freshEm();
  const stopping = new AbortController();
  const notifications = createNotificationHub({ environment, log });
  const snapshots = createSnapshots({ em: freshEm, notifications }, environment);
  const metrics = createMetrics(await installTemporalRuntime(log));
  const { clockSkewLimit: limitSeconds } = environment;
  const clockWatch = createClockWatch({ em: freshEm, clock, log, limitSeconds, onMeasured: metrics.noteClockSkew });
  const temporal = createTemporalConnection(environment, keyring);
  const engine = createEngine(createWorkflowConnection({ temporal, environment, keyring, log }));
  const providers = createProviders(environment, snapshots.configuration, { log, clock });
  const commandDeps = createCommandDeps({ em, clock, random: randomBytes, keyring }, environment, engine);
  const credentialChecks = createCredentialChecks(commandDeps, metrics, environment);
  const shared = { ...commandDeps, ...providers, ...snapshots, ...credentialChecks, environment, log, metrics };
  const authorizationServer = createAuthorizationServer({
    ...{ ...shared, notifications, isDatabaseAway, clockWatch, completedFlows: createCompletedFlows(shared) },
  });
  const firstTries = createFirstTries({ ...shared, engine });
  const close = closeInOrder({ providers, clockWatch, firstTries, notifications, temporal, orm });
  const waiting = { notifications, stopping: stopping.signal };
  return {
    ...shared,
    ...waiting,
    ...createMethodDeps({ ...shared, ...waiting }, engine),
    answerSignatures: createAnswerSignatures(),
    evidence: createEvidenceMemory(),
    firstTries,
    orm,
    temporal,
    engine,
    clockWatch,
    authorizationServer,
    workflows: createTemporalDirectory(temporal, keyring, environment.temporalTaskQueue),
    withoutStatementTimeout: (work) =>
      runWithoutStatementTimeout({ ...environment, databaseUrl: maintenanceUrlOf(environment) }, keyring, work),
    stop: () => {
      stopping.abort();
      // A site that does not answer must not delay the stop: Temporal tries again later.
      void providers.callback.close();
    },
    close,
  };
}

/** What commands of all contexts need. Removals tell people by mail. */
function createCommandDeps(
  deps: Pick<Deps, 'em' | 'clock' | 'random' | 'keyring'>,
  environment: Environment,
  engine: Engine,
) {
  const relyingParty = relyingPartyOf(environment.publicUrl, environment.relatedOrigins);
  const mailed = { ...deps, methodMails: createMethodMails({ ...deps, relyingParty, environment, engine }) };
  return { ...mailed, relyingParty, removals: createRemovalRegistry(engine, mailed) };
}

/** Creates the comparison of passwords, and the limits and the recording of wrong credentials of API clients and OAuth clients: one instance in a process. */
function createCredentialChecks(
  deps: Pick<Deps, 'em' | 'clock' | 'keyring'>,
  metrics: Metrics,
  environment: Environment,
) {
  return {
    ...createPasswordDeps(environment, deps.keyring),
    authenticationFailures: createAuthenticationFailures({ ...deps, metrics }),
    secretLimits: createSecretLimits(deps),
  };
}

/** Closes the senders before the database, so that the results of the last sends are recorded. */
function closeInOrder(
  parts: Pick<Deps, 'firstTries' | 'temporal' | 'orm' | 'clockWatch'> & {
    providers: ReturnType<typeof createProviders>;
    notifications: NotificationHub;
  },
): () => Promise<void> {
  return async () => {
    const { clientKeys, channelTester: _tester, configuredChannels: _channels, ...senders } = parts.providers;
    clientKeys.close();
    await parts.clockWatch.close();
    await parts.firstTries.drained();
    await parts.notifications.close();
    await Promise.allSettled(Object.values(senders).map((sender) => sender.close()));
    await parts.temporal.close();
    await parts.orm.close();
  };
}
