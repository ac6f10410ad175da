import * as openpgp from 'openpgp';
import { CountersignError } from '../errors.ts';

/** Maximum length of an armored message or key, in characters. */
const MAX_ARMORED_LENGTH = 128 * 1024;
/** Tolerated difference of the times of RFC 9449 proofs and PGP signatures to the receiver's clock. */
const CLOCK_TOLERANCE_MS = 60_000;

/** v6 keys (RFC 9580) with AEAD. Compressed messages are refused, so that none can expand. */
const config: openpgp.PartialConfig = {
  v6Keys: true,
  aeadProtect: true,
  preferredAEADAlgorithm: openpgp.enums.aead.gcm,
  preferredCompressionAlgorithm: openpgp.enums.compression.uncompressed,
  maxDecompressedMessageSize: 0,
  ignoreUnsupportedPackets: false,
  allowUnauthenticatedMessages: false,
  showVersion: false,
  showComment: false,
};

/** Public key algorithms of the protocol: v6 Curve25519, and v4's older names for the same curve. */
const allowedAlgorithms: ReadonlySet<string> = new Set(['ed25519', 'x25519', 'eddsaLegacy', 'ecdh']);

export interface ArmoredKeyPair {
  privateKey: string;
  publicKey: string;
}

/**
 * Generates a Curve25519 OpenPGP v6 key pair for one profile, whose only user id is the profile id. It is dated a minute back, so
 * that it is not in the future for a server whose clock is behind.
 */
export async function generateProfileKeys(profileId: string, now: Date): Promise<ArmoredKeyPair> {
  const { privateKey, publicKey } = await openpgp.generateKey({
    type: 'curve25519',
    userIDs: [{ name: profileId }],
    date: earlier(now),
    format: 'armored',
    config,
  });
  return { privateKey, publicKey };
}

/** The keys of one profile, parsed once. */
export interface PgpSession {
  /** The fingerprint of the server's key, lower-case hex. */
  serverFingerprint: string;
  /** Turns UTF-8 bytes into an armored message that is signed by the profile and encrypted to the server. */
  seal(plaintext: Uint8Array, now: Date): Promise<string>;
  /**
   * Decrypts an armored message that is encrypted to the profile and signed by the server.
   *
   * @throws CountersignError `untrusted_message` for anything else.
   */
  open(armored: string, now: Date): Promise<Uint8Array>;
}

/** @throws CountersignError `untrusted_message` when the protocol does not allow the server's key. */
export async function createPgpSession(privateKey: string, serverPublicKey: string): Promise<PgpSession> {
  const own = await openpgp.readPrivateKey({ armoredKey: privateKey, config });
  const server = await readServerKey(serverPublicKey);
  return {
    serverFingerprint: server.getFingerprint(),
    seal: async (plaintext, now) => {
      const date = new Date(Math.max(earlier(now).getTime(), own.getCreationTime().getTime()));
      const message = await openpgp.createMessage({ binary: plaintext, date });
      const signed = await openpgp.sign({ message, signingKeys: own, date, format: 'object', config });
      return await openpgp.encrypt({ message: signed, encryptionKeys: server, date: later(now), config });
    },
    open: async (armored, now) => {
      try {
        return await openMessage(armored, own, server, later(now));
      } catch (cause) {
        throw untrusted('the message is not encrypted to this profile and signed by its server', cause);
      }
    },
  };
}

/** Reads and checks a server's armored public key: one Curve25519 key and no secrets. */
export async function readServerKey(armored: string): Promise<openpgp.PublicKey> {
  if (armored.length > MAX_ARMORED_LENGTH) throw untrusted('the server key is too large');
  try {
    const key = await openpgp.readKey({ armoredKey: armored, config });
    const algorithms = key.getKeys().map((each) => each.getAlgorithmInfo());
    if (key.isPrivate()) throw new Error('a private key');
    if (!algorithms.every(isAllowed)) throw new Error('algorithm not allowed');
    return key;
  } catch (cause) {
    throw untrusted('the server key cannot be used', cause);
  }
}

function isAllowed({ algorithm, curve }: openpgp.AlgorithmInfo): boolean {
  return (
    allowedAlgorithms.has(algorithm) &&
    (curve === undefined || curve === 'ed25519Legacy' || curve === 'curve25519Legacy')
  );
}

async function openMessage(
  armored: string,
  own: openpgp.PrivateKey,
  server: openpgp.PublicKey,
  date: Date,
): Promise<Uint8Array> {
  if (armored.length > MAX_ARMORED_LENGTH) throw new Error('message too large');
  const message = await openpgp.readMessage({ armoredMessage: armored, config });
  checkPackets(message);
  const { data, signatures } = await openpgp.decrypt({
    message,
    decryptionKeys: own,
    verificationKeys: server,
    expectSigned: true,
    format: 'binary',
    date,
    config,
  });
  const [signature, ...others] = signatures;
  if (!signature || others.length > 0) throw new Error('exactly one signature expected');
  await signature.verified;
  return data;
}

/** Allows one recipient and one block of authenticated ciphertext: further packets could hide content. */
function checkPackets(message: openpgp.Message<string>): void {
  const { publicKeyEncryptedSessionKey, symEncryptedIntegrityProtectedData } = openpgp.enums.packet;
  const tags = message.packets.map((packet) => (packet.constructor as unknown as { tag: number }).tag);
  if (tags.join() !== [publicKeyEncryptedSessionKey, symEncryptedIntegrityProtectedData].join())
    throw new Error('other packets than the protocol allows');
}

/** Senders date keys and signatures back by the tolerance; receivers add it to their time. */
function earlier(now: Date): Date {
  return new Date(now.getTime() - CLOCK_TOLERANCE_MS);
}

function later(now: Date): Date {
  return new Date(now.getTime() + CLOCK_TOLERANCE_MS);
}

function untrusted(detail: string, cause?: unknown): CountersignError {
  return new CountersignError('untrusted_message', { detail, cause });
}
