import { isIP } from 'node:net';
import { EnvironmentError } from '../config/environment.ts';
import type { Environment } from '../config/environment.ts';
import { isPrivateAddress } from '../providers/connection/private-addresses.ts';

/**
 * Refuses, in production, connections without TLS that leave the machine or its private network: passwords, ids and all
 * data that is not encrypted at rest would be readable on the network (docs/decisions/0075).
 * @throws EnvironmentError naming the settings that switch TLS on.
 */
export function refusePlainConnections(environment: Environment): Environment {
  if (environment.mode !== 'production') return environment;
  const databases = {
    COUNTERSIGN_DATABASE_URL: environment.databaseUrl,
    COUNTERSIGN_MIGRATION_DATABASE_URL: environment.migrationDatabaseUrl,
    COUNTERSIGN_MAINTENANCE_DATABASE_URL: environment.maintenanceDatabaseUrl,
  };
  const problems = Object.entries(databases)
    .filter(([, url]) => url && !environment.databaseTls && !isNearby(new URL(url).hostname))
    .map(([name]) => `${name} leads beyond the private network without TLS: set COUNTERSIGN_DATABASE_TLS=true.`);
  if (!environment.temporalTls && !isNearby(hostOf(environment.temporalAddress)))
    problems.push(
      'COUNTERSIGN_TEMPORAL_ADDRESS leads beyond the private network without TLS: set COUNTERSIGN_TEMPORAL_TLS=true.',
    );
  if (problems.length > 0) throw new EnvironmentError(problems);
  return environment;
}

/** A private or loopback address, or a name without a dot, as of containers on one network: such names do not resolve elsewhere. */
function isNearby(host: string): boolean {
  const bare = host.replace(/^\[(.*)\]$/, '$1');
  return isIP(bare) === 0 ? !bare.includes('.') : isPrivateAddress(bare);
}

function hostOf(address: string): string {
  return address.slice(0, address.lastIndexOf(':'));
}
