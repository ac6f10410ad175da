import { encryptSessionKey, readKeys } from 'openpgp';
import type { AlgorithmInfo, PublicKey } from 'openpgp';
import { CountersignError } from '../../errors/countersign-error.ts';
import {
  clockTolerance,
  encryptionAlgorithms,
  legacyCurves,
  maximumKeyLength,
  pgpSettings,
  signingAlgorithms,
} from './pgp-settings.ts';

const maximumSubkeys = 4;

/** A public key that may be enrolled. */
export interface CheckedRegistrationKey {
  /** Armored again by the server, so that exactly the parsed key is stored. */
  publicKey: string;
  /** Lower-case hex: 64 characters for version 6, 40 for version 4. */
  fingerprint: string;
}

/**
 * Checks the public key that a registration wants to enrol: one key, Curve25519 throughout, its only user id the registration id,
 * neither expired nor revoked, able to sign and to be encrypted to.
 * @throws CountersignError `invalid_public_key`; the detail says which rule was broken.
 */
export async function checkRegistrationKey(
  armored: string,
  registrationId: string,
  now: Date,
): Promise<CheckedRegistrationKey> {
  const key = await readOne(armored);
  checkAlgorithms(key);
  checkUser(key, registrationId);
  await checkUsable(key, new Date(now.getTime() + clockTolerance));
  return { publicKey: key.armor(pgpSettings), fingerprint: key.getFingerprint() };
}

async function readOne(armored: string): Promise<PublicKey> {
  if (armored.length > maximumKeyLength) throw refused('too long');
  const keys = await readKeys({ armoredKeys: armored, config: pgpSettings }).catch((cause: unknown) => {
    throw refused('not readable', cause);
  });
  const [key, ...others] = keys;
  if (!key || others.length > 0) throw refused('not exactly one key');
  if (key.isPrivate()) throw refused('a private key');
  return key;
}

function checkAlgorithms(key: PublicKey): void {
  const version = key.keyPacket.version;
  if (version !== 4 && version !== 6) throw refused('neither version 4 nor 6');
  if (!isCurve25519(key.getAlgorithmInfo(), signingAlgorithms)) throw refused('the primary key is not Ed25519');
  if (key.subkeys.length > maximumSubkeys) throw refused('too many subkeys');
  const either = new Set([...signingAlgorithms, ...encryptionAlgorithms]);
  if (!key.subkeys.every((subkey) => isCurve25519(subkey.getAlgorithmInfo(), either)))
    throw refused('a subkey is not on Curve25519');
}

function isCurve25519({ algorithm, curve }: AlgorithmInfo, allowed: ReadonlySet<string>): boolean {
  return allowed.has(algorithm) && (curve === undefined || legacyCurves.has(curve));
}

/** Only the registration's own id is allowed: a name or an address would be personal data. */
function checkUser(key: PublicKey, registrationId: string): void {
  const [user, ...others] = key.users;
  if (others.length > 0 || user?.userID?.userID !== registrationId)
    throw refused('the user id is not the profile id alone');
}

/** Each of these throws for keys that are revoked, expired, not yet valid, not certified by their owner, or too weak to be used. */
async function checkUsable(key: PublicKey, date: Date): Promise<void> {
  try {
    await key.verifyPrimaryKey(date, undefined, pgpSettings);
    await key.getSigningKey(undefined, date, undefined, pgpSettings);
    await key.getEncryptionKey(undefined, date, undefined, pgpSettings);
    // A point of low order would let any eavesdropper read every message. Using the key finds it.
    await encryptSessionKey({
      data: new Uint8Array(32),
      algorithm: 'aes256',
      aeadAlgorithm: 'gcm',
      encryptionKeys: key,
      date,
      config: pgpSettings,
    });
  } catch (cause) {
    throw refused('expired, revoked or not usable', cause);
  }
}

function refused(detail: string, cause?: unknown): CountersignError {
  return new CountersignError('invalid_public_key', { detail, cause });
}
