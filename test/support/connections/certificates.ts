import '../../../sandbox/tls/reflect-metadata.ts';
import { randomBytes } from 'node:crypto';
import { isIP } from 'node:net';
import * as x509 from '@peculiar/x509';

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
const day = 24 * 3_600_000;

/** A key and its certificate, as PEM. */
export interface Identity {
  key: string;
  certificate: string;
}

/** A certificate authority of a test. */
export interface Authority {
  /** Its own certificate, as PEM. */
  certificate: string;
  /** Issues a certificate for names and addresses, to a server and a client alike. */
  issue(subject: string, names?: readonly string[], differently?: Differently): Promise<Identity>;
}

/** What of a certificate is not as usual. */
interface Differently {
  notBefore?: Date;
  notAfter?: Date;
  /** Object identifiers. */
  uses?: x509.ExtendedKeyUsageType[];
  keys?: CryptoKeyPair;
}

export async function createAuthority(): Promise<Authority> {
  const keys = await generateKeys();
  const authority = await x509.X509CertificateGenerator.createSelfSigned({
    ...frame(),
    name: `CN=authority ${randomBytes(4).toString('hex')}`,
    keys,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign, true),
    ],
  });
  return {
    certificate: authority.toString('pem'),
    issue: async (subject, names = [], { uses, keys: given, ...dates } = {}) => {
      const own = given ?? (await generateKeys());
      const certificate = await x509.X509CertificateGenerator.create({
        ...frame(),
        ...dates,
        subject: `CN=${subject}`,
        issuer: authority.subject,
        publicKey: own.publicKey,
        signingKey: keys.privateKey,
        extensions: [
          new x509.BasicConstraintsExtension(false, undefined, true),
          new x509.ExtendedKeyUsageExtension(
            uses ?? [x509.ExtendedKeyUsage.serverAuth, x509.ExtendedKeyUsage.clientAuth],
          ),
          new x509.SubjectAlternativeNameExtension(names.map((value) => ({ type: kindOf(value), value }))),
        ],
      });
      const key = await crypto.subtle.exportKey('pkcs8', own.privateKey);
      return { key: x509.PemConverter.encode(key, 'PRIVATE KEY'), certificate: certificate.toString('pem') };
    },
  };
}

function kindOf(name: string): 'ip' | 'dns' | 'email' {
  if (name.includes('@')) return 'email';
  return isIP(name) ? 'ip' : 'dns';
}

function generateKeys(): Promise<CryptoKeyPair> {
  return crypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
}

function frame() {
  return {
    serialNumber: `01${randomBytes(15).toString('hex')}`,
    notBefore: new Date(Date.now() - day),
    notAfter: new Date(Date.now() + day),
    signingAlgorithm: algorithm,
  };
}
