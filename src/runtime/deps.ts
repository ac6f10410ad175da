import { randomBytes } from 'node:crypto';
import type { MikroORM } from '@mikro-orm/postgresql';
import type { ActivityDeps } from '../activities/activity-deps.ts';
import type { ApiDeps } from '../api/api-deps.ts';
import type { Engine } from '../api/engine.ts';
import { createAuthorizationServer } from '../authorization-server/create-authorization-server.ts';
import type { Environment } from '../config/environment.ts';
import { createAuthenticationFailures } from '../commands/api-clients/record-authentication-failure.ts';
import { isDatabaseAway } from '../errors/database-away.ts';
import { createCallbackSender } from '../providers/callback/create-callback-sender.ts';
import { createPublishedKeys } from '../providers/client-keys/create-published-keys.ts';
import { createGeolocation } from '../providers/geolocation/create-geolocation.ts';
import { createPushSender } from '../providers/push/create-push-sender.ts';
import { createSmsSender } from '../providers/sms/create-sms-sender.ts';
import { Keyring } from '../security/keyring.ts';
import { createConfigurationCache } from './configuration-cache.ts';
import { createFindProxy } from './providers/find-proxy.ts';
import { createSmsGatewaySource } from './providers/sms-gateway-source.ts';
import { joinedTransaction } from '../commands/joined-transaction.ts';
import { createLogger } from './logger.ts';
import { createMetrics } from './metrics/create-metrics.ts';
import type { Metrics } from './metrics/create-metrics.ts';
import { createNotificationHub } from './notification-hub.ts';
import { createOrm, runUnhurried } from './orm.ts';
import { makeProviderSettings } from './providers/provider-settings.ts';
import { createTemporalConnection, installTemporalRuntime } from './temporal/temporal-connection.ts';
import type { TemporalConnection } from './temporal/temporal-connection.ts';
import { createTemporalDirectory } from './temporal/temporal-directory.ts';
import { createTemporalEngine } from './temporal/temporal-engine.ts';

/** Everything one process is made of. */
export interface Deps extends Omit<ApiDeps, 'metrics'>, Omit<ActivityDeps, 'metrics' | 'configuration'> {
  metrics: Metrics;
  orm: MikroORM;
  temporal: TemporalConnection;
  /** Ends waiting requests: the process is about to stop. */
  stop(): void;
  /** Lets go of every connection, in the order that loses nothing. */
  close(): Promise<void>;
}

/** The composition root: the one place where parts are made and handed to each other. */
export async function createDeps(environment: Environment, processName: string): Promise<Deps> {
  const log = createLogger(environment.logLevel, processName);
  const keyring = new Keyring(environment.keyring);
  const orm = await createOrm(environment, keyring);
  const freshEm = () => orm.em.fork();
  const em = () => joinedTransaction() ?? freshEm();
  const clock = () => new Date();
  const stopping = new AbortController();
  const notifications = createNotificationHub({ databaseUrl: environment.databaseUrl, log });
  const configuration = createConfigurationCache({ em: freshEm, notifications });
  const metrics = createMetrics(await installTemporalRuntime(log));
  const temporal = createTemporalConnection(environment, keyring);
  const engine = createTemporalEngine({ temporal, environment, keyring, log });
  const settings = makeProviderSettings(environment, createFindProxy({ configuration, environment }));
  const sms = createSmsSender(settings, createSmsGatewaySource(environment, configuration));
  const providers = { push: createPushSender(settings), sms, callback: createCallbackSender(settings), geolocation: createGeolocation(settings) };
  const clientKeys = createPublishedKeys({ ...settings, log });
  const commandDeps = { em, clock, random: randomBytes, keyring, cancelTransaction: engine.cancelTransaction, endPushEnrollment: engine.endPushEnrollment };
  const authorizationServer = await createAuthorizationServer({ ...commandDeps, environment, log, configuration, isDatabaseAway });
  return {
    ...commandDeps,
    ...providers,
    environment,
    log,
    orm,
    temporal,
    configuration,
    notifications,
    metrics,
    engine,
    clientKeys,
    authorizationServer,
    authenticationFailures: createAuthenticationFailures({ em, clock, metrics }),
    ...startsOf(engine),
    workflows: createTemporalDirectory(temporal, environment.temporalTaskQueue),
    unhurried: (work) => runUnhurried(environment, keyring, work),
    stopping: stopping.signal,
    stop: () => {
      stopping.abort();
      // A site that does not answer holds no worker up: Temporal tries again later.
      void providers.callback.close();
    },
    close: async () => {
      clientKeys.close();
      await notifications.close();
      await Promise.allSettled(Object.values(providers).map((provider) => provider.close()));
      await temporal.close();
      await orm.close();
    },
  };
}

/** What activities may start. */
function startsOf({ startMobileAuthentication, endLostTransaction, startPushEnrollment, startCallbackReplay }: Engine) {
  return { startMobileAuthentication, endLostTransaction, startPushEnrollment, startCallbackReplay };
}
