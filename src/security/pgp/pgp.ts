import { generateKey, readKey, readPrivateKey } from 'openpgp';
import type { PrivateKey, PublicKey } from 'openpgp';
import { PgpKeyCache } from './pgp-key-cache.ts';
import { openMessage, sealMessage } from './pgp-message.ts';
import type { PgpKeys } from './pgp-message.ts';
import { checkRegistrationKey } from './pgp-registration-key.ts';
import type { CheckedRegistrationKey } from './pgp-registration-key.ts';
import { clockTolerance, pgpSettings } from './pgp-settings.ts';

export type { CheckedRegistrationKey };

/** Most cached parsed keys; one takes some 20 KiB. */
const keptKeys = 2000;

/** The keys of a conversation between the server and one registration, armored, as they are stored. */
export interface Conversation {
  /** `serverPrivateKey` of the application. */
  serverPrivateKey: string;
  /** `publicKey` of the registration's key enrolment. */
  registrationPublicKey: string;
}

/** OpenPGP (RFC 9580) as the app protocol uses it: docs/app-protocol.md. */
export interface Pgp {
  /** @throws CountersignError `invalid_public_key` */
  checkRegistrationKey(armored: string, registrationId: string, now: Date): Promise<CheckedRegistrationKey>;
  /** Signs by the server and encrypts to the registration. @returns an armored message. */
  seal(conversation: Conversation, plaintext: string, now: Date): Promise<string>;
  /**
   * The UTF-8 text of an armored message that is encrypted to the server and signed by exactly this registration's key.
   * @throws CountersignError `invalid_answer`
   */
  open(conversation: Conversation, armored: string, now: Date): Promise<string>;
}

/** Creates a `Pgp` with its own cache of parsed keys. */
export function createPgp(): Pgp {
  const privateKeys = new PgpKeyCache<PrivateKey>(keptKeys);
  const publicKeys = new PgpKeyCache<PublicKey>(keptKeys);
  const parse = async (conversation: Conversation): Promise<PgpKeys> => ({
    server: await privateKeys.find(conversation.serverPrivateKey, (armoredKey) =>
      readPrivateKey({ armoredKey, config: pgpSettings }),
    ),
    registration: await publicKeys.find(conversation.registrationPublicKey, (armoredKey) =>
      readKey({ armoredKey, config: pgpSettings }),
    ),
  });
  return {
    checkRegistrationKey,
    seal: async (conversation, plaintext, now) => sealMessage(await parse(conversation), Buffer.from(plaintext), now),
    open: async (conversation, armored, now) =>
      Buffer.from(await openMessage(await parse(conversation), armored, now)).toString(),
  };
}

/** An OpenPGP key pair of the server, armored. */
export interface ServerKeys {
  publicKey: string;
  privateKey: string;
  /** Lower-case hex, 64 characters. */
  fingerprint: string;
}

/**
 * Makes a key pair of the server: version 6, Curve25519, never expiring.
 * @param identifier the application's identifier, its only user id.
 */
export async function generateServerKeys(identifier: string, now: Date): Promise<ServerKeys> {
  const date = new Date(now.getTime() - clockTolerance);
  const { publicKey, privateKey } = await generateKey({
    type: 'curve25519',
    userIDs: [{ name: identifier }],
    date,
    format: 'object',
    config: pgpSettings,
  });
  return {
    publicKey: publicKey.armor(pgpSettings),
    privateKey: privateKey.armor(pgpSettings),
    fingerprint: publicKey.getFingerprint(),
  };
}

/** The fingerprint of an armored public key, lower-case hex. */
export async function fingerprintOf(armoredKey: string): Promise<string> {
  const key = await readKey({ armoredKey, config: pgpSettings });
  return key.getFingerprint();
}

/** Data that an app is built with to authenticate its server (contract/end-user.md section 6). */
export interface ServerPublicKey {
  /** The 32 bytes of the key in upper-case hex. */
  encoded: string;
  algorithm: 'Ed25519';
}

/** The signing key of an armored server key (decision 0038). Undefined for another kind of key. */
export async function readServerPublicKey(armoredKey: string): Promise<ServerPublicKey | undefined> {
  const key = await readKey({ armoredKey, config: pgpSettings });
  const point = (key.keyPacket.publicParams as { A?: unknown } | null)?.A;
  if (key.getAlgorithmInfo().algorithm !== 'ed25519' || !(point instanceof Uint8Array) || point.length !== 32)
    return undefined;
  return { encoded: Buffer.from(point).toString('hex').toUpperCase(), algorithm: 'Ed25519' };
}
