import type { X509Certificate } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { BlockList, isIP } from 'node:net';
import { TLSSocket } from 'node:tls';
import { readCertificateHeader } from './client-certificate.ts';

/** Where the certificate of a caller comes from; see the settings of these names. */
export interface CertificateSource {
  clientCertificateHeader?: 'ignored' | 'trusted';
  /** Networks in CIDR notation. */
  clientCertificateProxies?: readonly string[];
  listenCertificateFile?: string;
}

/** Whether certificates reach this installation: it listens by TLS itself, or trusts the header of a proxy. */
export function takesCertificates({ clientCertificateHeader, listenCertificateFile }: CertificateSource): boolean {
  return clientCertificateHeader === 'trusted' || listenCertificateFile !== undefined;
}

/**
 * Reads the certificate that a caller presents: that of the TLS connection, or the one in `Client-Cert` (RFC 9440) when this
 * installation trusts that header and a listed proxy is the peer of the connection. From any other peer the header is ignored.
 */
export function certificateReader({ clientCertificateHeader, clientCertificateProxies = [] }: CertificateSource) {
  const isTrusted = clientCertificateHeader === 'trusted';
  const proxies = new BlockList();
  for (const network of clientCertificateProxies) {
    const [base = '', bits] = network.split('/');
    proxies.addSubnet(base, Number(bits), family(base));
  }
  const isProxy = (address = '') => isIP(address) !== 0 && proxies.check(address, family(address));
  return (request: IncomingMessage): X509Certificate | undefined => {
    if (isTrusted && isProxy(request.socket.remoteAddress)) {
      const header = request.headers['client-cert'];
      return readCertificateHeader(Array.isArray(header) ? header.join(', ') : (header ?? ''));
    }
    return request.socket instanceof TLSSocket ? request.socket.getPeerX509Certificate() : undefined;
  };
}

const family = (address: string) => (isIP(address) === 6 ? 'ipv6' : 'ipv4');
