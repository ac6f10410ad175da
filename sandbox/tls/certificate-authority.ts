import './reflect-metadata.ts';
import { X509Certificate, randomBytes } from 'node:crypto';
import { isIP } from 'node:net';
import path from 'node:path';
import * as x509 from '@peculiar/x509';
import { readOptionalFile, writePrivateFile } from '../private-files.ts';

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
const dayMs = 24 * 60 * 60 * 1000;
const authorityDays = 3650;
const serverDays = 397;
const renewDays = 30;

/** Key and certificate of a TLS server, and the authority that its clients must trust. All PEM. */
export interface ServerIdentity {
  key: string;
  certificate: string;
  authority: string;
}

interface KeyAndCertificate {
  key: string;
  certificate: string;
}

/**
 * The sandbox's TLS identity, stored in `folder` (`ca.pem`, `ca.key`, `server.pem`, `server.key`), created on the first start
 * and renewed before it expires or when it lacks `host`.
 */
export async function loadServerIdentity(folder: string, host: string): Promise<ServerIdentity> {
  const names = [...new Set(['127.0.0.1', '::1', 'localhost', host])];
  const keptAuthority = await readPair(folder, 'ca');
  const authority = keptAuthority && lasts(keptAuthority) ? keptAuthority : await createAuthority(folder);
  const keptServer = await readPair(folder, 'server');
  const server =
    keptServer && lasts(keptServer) && fits(keptServer, authority, names)
      ? keptServer
      : await createServer(folder, authority, names);
  return { key: server.key, certificate: server.certificate, authority: authority.certificate };
}

function lasts(pair: KeyAndCertificate): boolean {
  return new X509Certificate(pair.certificate).validToDate.getTime() > Date.now() + renewDays * dayMs;
}

function fits(pair: KeyAndCertificate, authority: KeyAndCertificate, names: string[]): boolean {
  const certificate = new X509Certificate(pair.certificate);
  if (!certificate.verify(new X509Certificate(authority.certificate).publicKey)) return false;
  return names.every((name) => (isIP(name) ? certificate.checkIP(name) : certificate.checkHost(name)) !== undefined);
}

async function createAuthority(folder: string): Promise<KeyAndCertificate> {
  const keys = await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: serialNumber(),
    name: 'CN=Countersign sandbox authority',
    ...validity(authorityDays),
    signingAlgorithm: algorithm,
    keys,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  return writePair(folder, 'ca', { key: await exportKey(keys.privateKey), certificate: certificate.toString('pem') });
}

async function createServer(folder: string, authority: KeyAndCertificate, names: string[]): Promise<KeyAndCertificate> {
  const issuer = new x509.X509Certificate(authority.certificate);
  const signingKey = await crypto.subtle.importKey(
    'pkcs8',
    x509.PemConverter.decodeFirst(authority.key),
    algorithm,
    false,
    ['sign'],
  );
  const keys = await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const certificate = await x509.X509CertificateGenerator.create({
    serialNumber: serialNumber(),
    subject: 'CN=Countersign sandbox',
    issuer: issuer.subject,
    ...validity(serverDays),
    signingAlgorithm: algorithm,
    publicKey: keys.publicKey,
    signingKey,
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
      new x509.SubjectAlternativeNameExtension(
        names.map((name) => ({ type: isIP(name) ? ('ip' as const) : ('dns' as const), value: name })),
      ),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
      await x509.AuthorityKeyIdentifierExtension.create(issuer),
    ],
  });
  return writePair(folder, 'server', {
    key: await exportKey(keys.privateKey),
    certificate: certificate.toString('pem'),
  });
}

function validity(days: number): { notBefore: Date; notAfter: Date } {
  // Backdated by a day, as clocks of virtual machines differ.
  return { notBefore: new Date(Date.now() - dayMs), notAfter: new Date(Date.now() + days * dayMs) };
}

function serialNumber(): string {
  return `01${randomBytes(15).toString('hex')}`;
}

async function exportKey(key: CryptoKey): Promise<string> {
  return x509.PemConverter.encode(await crypto.subtle.exportKey('pkcs8', key), 'PRIVATE KEY');
}

async function readPair(folder: string, name: string): Promise<KeyAndCertificate | undefined> {
  const [key, certificate] = await Promise.all([
    readOptionalFile(folder, `${name}.key`),
    readOptionalFile(folder, `${name}.pem`),
  ]);
  return key !== undefined && certificate !== undefined ? { key, certificate } : undefined;
}

async function writePair(folder: string, name: string, pair: KeyAndCertificate): Promise<KeyAndCertificate> {
  await writePrivateFile(path.join(folder, `${name}.key`), pair.key);
  await writePrivateFile(path.join(folder, `${name}.pem`), pair.certificate);
  return pair;
}
