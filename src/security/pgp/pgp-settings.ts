import { config, enums } from 'openpgp';
import type { Config } from 'openpgp';

/** Characters of an armored public key that an app may send. One of ours has fewer than 1000. */
export const maximumKeyLength = 16 * 1024;
/** Characters of an armored message that an app may send: it repeats what it was shown, which fits many times. */
export const maximumMessageLength = 48 * 1024;
/** Milliseconds that the clocks of app and server may differ, either way. */
export const clockTolerance = 60_000;

/**
 * RFC 9580 with AEAD wherever the other side can. Nothing is compressed, nothing compressed is opened, so nothing can
 * expand; unknown packets are refused.
 */
export const pgpSettings: Config = {
  ...config,
  v6Keys: true,
  aeadProtect: true,
  preferredAEADAlgorithm: enums.aead.gcm,
  preferredCompressionAlgorithm: enums.compression.uncompressed,
  maxDecompressedMessageSize: 0,
  ignoreUnsupportedPackets: false,
  allowUnauthenticatedMessages: false,
  maxUserIDLength: 512,
  showVersion: false,
  showComment: false,
};

/** Signing keys on Curve25519 by OpenPGP's names: the second is version 4's older one. */
export const signingAlgorithms: ReadonlySet<string> = new Set(['ed25519', 'eddsaLegacy']);
/** Encryption keys on Curve25519; `ecdh` also covers other curves, which the key check refuses. */
export const encryptionAlgorithms: ReadonlySet<string> = new Set(['x25519', 'ecdh']);
export const legacyCurves: ReadonlySet<string> = new Set(['ed25519Legacy', 'curve25519Legacy']);
/** Ciphers a message may be encrypted with. */
export const ciphers: ReadonlySet<number> = new Set([
  enums.symmetric.aes128,
  enums.symmetric.aes192,
  enums.symmetric.aes256,
]);
