import { join } from 'node:path';
import type { Geolocation, GeolocationTarget } from '../../domain/mobile-authentication/context/geolocation.ts';
import { ClientPool } from '../connection/client-pool.ts';
import { isPrivateAddress } from '../connection/private-addresses.ts';
import { ProviderAgents } from '../connection/provider-agents.ts';
import type { ProviderSettings } from '../provider-settings.ts';
import { createDatabaseClient } from './database-client.ts';
import { failed } from './geolocation.ts';
import type { GeolocationClient } from './geolocation.ts';
import { createHttpClient } from './http-client.ts';

export interface GeolocationSource extends Geolocation {
  close(): Promise<void>;
}

type Settings = Pick<
  ProviderSettings,
  'trust' | 'findProxy' | 'extraWaitMs' | 'callbackPrivateAddresses' | 'geolocationFolder'
>;

/** Places by whatever is configured. Its client is made anew when the configuration changes. */
export function createGeolocation(settings: Settings): GeolocationSource {
  const isGuarded = settings.callbackPrivateAddresses !== 'allowed';
  const agents = new ProviderAgents(settings, { isGuarded });
  const clients = new ClientPool<GeolocationClient>();
  const create = (target: GeolocationTarget): GeolocationClient => {
    if (target.provider === 'HTTP') return createHttpClient(target, agents);
    if (settings.geolocationFolder === undefined) throw new Error('COUNTERSIGN_GEOLOCATION_FOLDER is not set');
    return createDatabaseClient(join(settings.geolocationFolder, target.databaseFile ?? ''));
  };
  return {
    locate: async (target, request) => {
      // No service can locate private addresses, and a lookup would disclose them.
      if (isGuarded && isPrivateAddress(request.address)) return { status: 'unknown' };
      try {
        return await clients.use(
          'geolocation',
          target,
          () => create(target),
          (client) => client.locate({ ...request, timeoutMs: request.timeoutMs + (settings.extraWaitMs ?? 0) }),
        );
      } catch {
        return failed('unavailable', 'not usable as it is configured');
      }
    },
    close: async () => void (await Promise.all([clients.close(), agents.close()])),
  };
}
