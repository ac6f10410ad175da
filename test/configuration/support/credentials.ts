import { generateKeyPairSync, randomUUID, webcrypto } from 'node:crypto';
import '../../../sandbox/tls/reflect-metadata.ts';
import * as x509 from '@peculiar/x509';

x509.cryptoProvider.set(webcrypto as Crypto);

/** The PEM of a self-signed certificate. */
export async function makeCertificate(host = 'gateway.example'): Promise<string> {
  const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
  const keys = await webcrypto.subtle.generateKey(algorithm, false, ['sign', 'verify']);
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    name: `CN=${host}`,
    keys: keys as CryptoKeyPair,
    signingAlgorithm: algorithm,
  });
  return `${certificate.toString('pem')}\n`;
}

/** The content of an APNs `.p8` file. */
export function makeApnsKey(namedCurve = 'P-256'): string {
  return generateKeyPairSync('ec', { namedCurve }).privateKey.export({ type: 'pkcs8', format: 'pem' }) as string;
}

/** The content of a service account file of Google. */
export function makeServiceAccount() {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return {
    type: 'service_account',
    project_id: `project-${randomUUID()}`,
    private_key_id: randomUUID(),
    private_key: privateKey.export({ type: 'pkcs8', format: 'pem' }) as string,
    client_email: 'push@project.iam.gserviceaccount.com',
    client_id: '1234567890',
    token_uri: 'https://oauth2.googleapis.com/token',
    universe_domain: 'googleapis.com',
  };
}
