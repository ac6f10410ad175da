import type { KoaContextWithOIDC } from 'oidc-provider';
import { certificateFields, isIssuedBy, isNamed, readCertificates } from '../../security/clients/client-certificate.ts';
import { certificateReader } from '../../security/clients/presented-certificate.ts';
import type { AuthorizationServerDeps } from '../authorization-server-deps.ts';

/** Clients with certificates (RFC 8705): they authenticate by one, or get tokens that are bound to it. */
export function clientCertificates({ environment, clock }: Pick<AuthorizationServerDeps, 'environment' | 'clock'>) {
  const authorities = readCertificates(environment.clientCertificateAuthorities ?? '');
  const certificateOf = certificateReader(environment);
  return {
    enabled: true,
    certificateBoundAccessTokens: true,
    tlsClientAuth: true,
    selfSignedTlsClientAuth: true,
    getCertificate: ({ req }: KoaContextWithOIDC) => certificateOf(req),
    certificateAuthorized({ req }: KoaContextWithOIDC): boolean {
      const certificate = certificateOf(req);
      return certificate !== undefined && isIssuedBy(certificate, authorities, clock());
    },
    certificateSubjectMatches({ req }: KoaContextWithOIDC, property: string, expected: string): boolean {
      const certificate = certificateOf(req);
      const field = certificateFields.find((name) => property === `tls_client_auth_${name}`);
      return certificate !== undefined && field !== undefined && isNamed(certificate, field, expected);
    },
  } as const;
}
