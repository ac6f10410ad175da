import type { TLSConfig } from '@temporalio/client';
import type { Environment } from '../../config/environment.ts';

type TemporalTls = Pick<
  Environment,
  'temporalTls' | 'temporalCa' | 'temporalCertificate' | 'temporalKey' | 'temporalServerName'
>;

/** TLS options for Temporal's client, which always verifies certificate and host name; false when TLS is off. */
export function temporalTlsOptions(settings: TemporalTls): TLSConfig | false {
  if (!settings.temporalTls) return false;
  const { temporalCa: ca, temporalCertificate: crt, temporalKey: key, temporalServerName: name } = settings;
  return {
    ...(name ? { serverNameOverride: name } : {}),
    ...(ca ? { serverRootCACertificate: Buffer.from(ca) } : {}),
    ...(crt && key ? { clientCertPair: { crt: Buffer.from(crt), key: Buffer.from(key) } } : {}),
  };
}
