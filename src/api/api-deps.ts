import type { AuthorizationServer } from '../authorization-server/authorization-server.ts';
import type { AuthenticationFailures } from '../commands/api-clients/record-authentication-failure.ts';
import type { CommandDeps } from '../commands/command-deps.ts';
import type { Geolocation } from '../commands/mobile-authentication/context/geolocation.ts';
import type { ForgettingConfigurationSource } from '../commands/configuration/configuration-snapshot.ts';
import type { Environment } from '../config/environment.ts';
import type { Logger } from '../config/logger.ts';
import type { ClientKeys } from './client-authentication/client-keys.ts';
import type { Engine } from './engine.ts';
import type { Notifications } from './notifications.ts';
import type { RequestMetrics } from './middleware/request-metrics.ts';

/** What the API needs of the world; made by the composition root. */
export interface ApiDeps extends CommandDeps {
  environment: Environment;
  log: Logger;
  configuration: ForgettingConfigurationSource;
  geolocation: Geolocation;
  notifications: Notifications;
  authorizationServer: AuthorizationServer;
  authenticationFailures: AuthenticationFailures;
  engine: Engine;
  clientKeys: ClientKeys;
  metrics: RequestMetrics;
  /** Aborted when the process stops, so that waiting requests end. */
  stopping: AbortSignal;
}
