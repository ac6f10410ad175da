import type { Context } from 'koa';
import { ensureFirstApiClient } from '../../commands/configuration/api-clients/ensure-first-api-client.ts';
import type { ConfigurationSnapshot } from '../../commands/configuration/configuration-snapshot.ts';
import { loadConfiguration } from '../../commands/configuration/load-configuration.ts';
import type { ApiDeps } from '../api-deps.ts';
import { requestOriginOf } from '../request-origin.ts';

type Deps = Pick<ApiDeps, 'configuration' | 'em' | 'clock' | 'keyring' | 'environment'>;

/**
 * The configuration, in which there is at least the API client that the environment names: it is added when somebody first
 * calls an installation without any, so that a database that is away when the process starts is no reason not to start.
 */
export async function configurationWithClients(deps: Deps, context: Context): Promise<ConfigurationSnapshot> {
  const configuration = await deps.configuration.current();
  const { firstApiClient: id, firstApiClientSecret: secret } = deps.environment;
  if (configuration.apiClients.size > 0 || id === undefined || secret === undefined) return configuration;
  await ensureFirstApiClient(deps, { id, secret, origin: requestOriginOf(context) });
  return loadConfiguration(deps);
}
