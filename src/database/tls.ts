import { checkServerIdentity } from 'node:tls';
import type { ConnectionOptions } from 'node:tls';
import type { Environment } from '../config/environment.ts';

/** TLS settings of connections to PostgreSQL. */
export type DatabaseTls = Partial<
  Pick<Environment, 'databaseTls' | 'databaseCa' | 'databaseCertificate' | 'databaseKey' | 'databaseServerName'>
>;

/**
 * TLS options for the PostgreSQL driver, undefined when TLS is off. The certificate and the host name in it are always
 * verified, which PostgreSQL's own clients call `verify-full`.
 */
export function databaseTlsOptions(
  settings: Pick<Environment, 'databaseUrl'> & DatabaseTls,
): ConnectionOptions | undefined {
  if (!settings.databaseTls) return undefined;
  const { databaseCa: ca, databaseCertificate: cert, databaseKey: key } = settings;
  const name = settings.databaseServerName ?? new URL(settings.databaseUrl).hostname.replace(/^\[(.*)\]$/, '$1');
  return {
    rejectUnauthorized: true,
    ...(ca ? { ca } : {}),
    ...(cert && key ? { cert, key } : {}),
    // Not the host that the driver hands over: for an address that is `localhost`.
    checkServerIdentity: (_host, certificate) => checkServerIdentity(name, certificate),
  };
}
