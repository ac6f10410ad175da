import { createMessage, decrypt, decryptSessionKeys, encrypt, enums, readMessage, sign } from 'openpgp';
import type { DecryptedSessionKey, Message, PrivateKey, PublicKey, SessionKey } from 'openpgp';
import { CountersignError } from '../../errors/countersign-error.ts';
import { ciphers, clockTolerance, maximumMessageLength, pgpSettings } from './pgp-settings.ts';

/** The two keys of one conversation, parsed. */
export interface PgpKeys {
  server: PrivateKey;
  registration: PublicKey;
}

/** The parts of an encrypted data packet that say how it is encrypted; the library's types leave them out. */
interface ProtectedDataPacket {
  constructor: { tag: number };
  /** Version 2 only: version 1 has its cipher with the session key. */
  cipherAlgorithm?: number | null;
}

/** Signs by the server and encrypts to the registration. @returns an armored message. */
export async function sealMessage(keys: PgpKeys, plaintext: Uint8Array, now: Date): Promise<string> {
  // Dated back, for phones whose clock is behind.
  const date = new Date(now.getTime() - clockTolerance);
  const message = await createMessage({ binary: plaintext, date });
  const signed = await sign({ message, signingKeys: keys.server, date, format: 'object', config: pgpSettings });
  return await encrypt({ message: signed, encryptionKeys: keys.registration, date: now, config: pgpSettings });
}

/**
 * Opens an armored message that is encrypted to the server and signed by exactly this registration's key.
 * @throws CountersignError `invalid_answer` for anything else; the detail says why.
 */
export async function openMessage(keys: PgpKeys, armored: string, now: Date): Promise<Uint8Array> {
  if (armored.length > maximumMessageLength) throw refused('too long');
  try {
    const message = await readMessage({ armoredMessage: armored, config: pgpSettings });
    checkPackets(message);
    const date = new Date(now.getTime() + clockTolerance);
    const sessionKeys = checkSessionKeys(
      await decryptSessionKeys({ message, decryptionKeys: keys.server, date, config: pgpSettings }),
    );
    const { data, signatures } = await decrypt({
      message,
      sessionKeys,
      verificationKeys: keys.registration,
      expectSigned: true,
      format: 'binary',
      date,
      config: pgpSettings,
    });
    if (signatures.length !== 1) throw refused('not exactly one signature');
    await signatures[0]?.verified;
    return data;
  } catch (cause) {
    throw cause instanceof CountersignError
      ? cause
      : refused('not encrypted to the server and signed by the profile', cause);
  }
}

/** Requires one recipient and one block of encrypted, authenticated data. */
function checkPackets(message: Message<string>): void {
  const tags = message.packets.map((packet) => (packet as unknown as ProtectedDataPacket).constructor.tag);
  const expected = [enums.packet.publicKeyEncryptedSessionKey, enums.packet.symEncryptedIntegrityProtectedData];
  if (tags.length !== expected.length || tags.some((tag, index) => tag !== expected[index]))
    throw refused('not one recipient and one encrypted part');
  const cipher = cipherOf(message);
  if (cipher !== undefined && !ciphers.has(cipher)) throw refused('not encrypted with AES');
}

function cipherOf(message: Message<string>): enums.symmetric | undefined {
  return (message.packets[1] as unknown as ProtectedDataPacket).cipherAlgorithm ?? undefined;
}

/** Version 1 parts name their cipher here; version 2 parts in the clear, where `checkPackets` saw it (then it is null here). */
function checkSessionKeys(sessionKeys: DecryptedSessionKey[]): SessionKey {
  const [key, ...others] = sessionKeys;
  if (!key || others.length > 0) throw refused('not exactly one session key');
  if (key.algorithm !== null && !ciphers.has(enums.symmetric[key.algorithm])) throw refused('not encrypted with AES');
  return key as SessionKey;
}

function refused(detail: string, cause?: unknown): CountersignError {
  return new CountersignError('invalid_answer', { detail: `PGP: ${detail}`, cause });
}
