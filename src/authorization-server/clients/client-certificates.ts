import type { X509Certificate } from 'node:crypto';
import { TLSSocket } from 'node:tls';
import type { KoaContextWithOIDC } from 'oidc-provider';
import {
  certificateFields,
  isIssuedBy,
  isNamed,
  readCertificateHeader,
  readCertificates,
} from '../../security/clients/client-certificate.ts';
import type { AuthorizationServerDeps } from '../authorization-server-deps.ts';

type Asked = Pick<KoaContextWithOIDC, 'req' | 'get'>;

/**
 * Clients with certificates (RFC 8705): they authenticate by one, or get tokens that are bound to it. The certificate is that of the TLS
 * connection, or of the header that the last proxy sets (RFC 9440), where this installation trusts it. From any other caller that header is
 * nothing.
 */
export function clientCertificates({ environment, clock }: Pick<AuthorizationServerDeps, 'environment' | 'clock'>) {
  const authorities = readCertificates(environment.clientCertificateAuthorities ?? '');
  const isHeaderTrusted = environment.clientCertificateHeader === 'trusted';
  const certificateOf = ({ req, get }: Asked): X509Certificate | undefined => {
    if (isHeaderTrusted) return readCertificateHeader(get('client-cert'));
    return req.socket instanceof TLSSocket ? req.socket.getPeerX509Certificate() : undefined;
  };
  return {
    enabled: true,
    certificateBoundAccessTokens: true,
    tlsClientAuth: true,
    selfSignedTlsClientAuth: true,
    getCertificate: (ctx: KoaContextWithOIDC) => certificateOf(bound(ctx)),
    certificateAuthorized(ctx: KoaContextWithOIDC): boolean {
      const certificate = certificateOf(bound(ctx));
      return certificate !== undefined && isIssuedBy(certificate, authorities, clock());
    },
    certificateSubjectMatches(ctx: KoaContextWithOIDC, property: string, expected: string): boolean {
      const certificate = certificateOf(bound(ctx));
      const field = certificateFields.find((name) => property === `tls_client_auth_${name}`);
      return certificate !== undefined && field !== undefined && isNamed(certificate, field, expected);
    },
  } as const;
}

const bound = (ctx: KoaContextWithOIDC): Asked => ({ req: ctx.req, get: (name) => ctx.get(name) });
