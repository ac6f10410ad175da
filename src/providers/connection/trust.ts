import { createSecureContext, getCACertificates } from 'node:tls';
import type { SecureContext } from 'node:tls';

/** Whom connections to providers believe. Made once for a process: all of the system's authorities take some 60 ms to parse. */
export interface Trust {
  /** PEM; undefined for the system's own. */
  authorities: string[] | undefined;
  secureContext: SecureContext;
}

/**
 * All that the system trusts and `pem`, when there is one, beside it.
 * @throws the system's error when `pem` is not a certificate.
 */
export function createTrust(pem?: string): Trust {
  const authorities = pem === undefined ? undefined : [...getCACertificates('default'), pem];
  return { authorities, secureContext: createSecureContext(authorities === undefined ? {} : { ca: authorities }) };
}
