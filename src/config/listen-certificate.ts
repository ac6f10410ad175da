import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createSecureContext } from 'node:tls';

/** PEM files of the certificate with which the API listens; see the settings of these names. */
export interface ListenCertificateFiles {
  listenCertificateFile?: string;
  listenKeyFile?: string;
  listenClientAuthoritiesFile?: string;
}

/** What an HTTPS server is given. */
export interface ListenCertificate {
  cert: string;
  key: string;
  /** Authorities that callers are told of. */
  ca?: string;
  minVersion: 'TLSv1.2';
}

/** The message says what is wrong with the files, and nothing of what is in them. */
export class UnusableCertificate extends Error {}

/**
 * Reads the certificate of the API.
 * @returns undefined when none is set: the API listens without TLS
 * @throws UnusableCertificate when a file cannot be read, or the key is not that of the certificate
 */
export function readListenCertificate(files: ListenCertificateFiles): ListenCertificate | undefined {
  const { listenCertificateFile, listenKeyFile, listenClientAuthoritiesFile } = files;
  if (listenCertificateFile === undefined || listenKeyFile === undefined) return undefined;
  const certificate: ListenCertificate = {
    cert: readText(listenCertificateFile),
    key: readText(listenKeyFile),
    ...(listenClientAuthoritiesFile !== undefined && { ca: readText(listenClientAuthoritiesFile) }),
    minVersion: 'TLSv1.2',
  };
  if (!isPair(certificate)) throw new UnusableCertificate('the key is not that of the certificate');
  return certificate;
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new UnusableCertificate(`${path} cannot be read (${(error as NodeJS.ErrnoException).code})`);
  }
}

/** Each is parsed first: an HTTPS server takes an empty file for a certificate, and then refuses every connection. */
function isPair(certificate: ListenCertificate): boolean {
  const { cert, key, ca } = certificate;
  try {
    if (ca !== undefined) void new X509Certificate(ca);
    if (!new X509Certificate(cert).checkPrivateKey(createPrivateKey(key))) return false;
    createSecureContext(certificate);
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new UnusableCertificate(`they are not PEM files of certificates and of a key without a passphrase (${code})`);
  }
}
