import { argon2id } from '@noble/hashes/argon2.js';
import { base64url } from 'jose';

/** The parameters that stretch a PIN (RFC 9106); stored with the salt, so that later versions can use higher ones. */
export interface PinStretching {
  algorithm: 'argon2id';
  memoryKiB: number;
  passes: number;
  lanes: number;
}

/** The two primitives of a PIN key, for platforms that have faster ones (React Native: a native module; Node: `crypto.argon2`). */
export interface PinCrypto {
  /** Argon2id version 1.3 without secret and associated data, to 32 bytes. */
  argon2id(password: Uint8Array, salt: Uint8Array, stretching: PinStretching): Promise<Uint8Array>;
  /** The Ed25519 key (RFC 8032) of a 32-byte seed. */
  ed25519(seed: Uint8Array): Promise<Ed25519Key>;
}

export interface Ed25519Key {
  /** 32 bytes. */
  publicKey: Uint8Array;
  sign(data: Uint8Array): Promise<Uint8Array>;
}

/** The second recommended option of RFC 9106 section 4, for memory-constrained environments, with one lane, as browsers have no threads for more. */
export const currentStretching: PinStretching = { algorithm: 'argon2id', memoryKiB: 65_536, passes: 3, lanes: 1 };

const SEED_BYTES = 32;
/** RFC 8410: the bytes of a PKCS #8 Ed25519 private key before its seed. */
const PKCS8_PREFIX = Uint8Array.from([
  0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20,
]);

/** Works on every platform: Argon2id in JavaScript, which blocks its thread for about a second, and Ed25519 of WebCrypto. */
export const standardPinCrypto: PinCrypto = {
  // argon2idAsync of the library yields only to other promises, not to the page, and is slower
  argon2id: async (password, salt, { memoryKiB, passes, lanes }) =>
    argon2id(password, salt, { m: memoryKiB, t: passes, p: lanes, dkLen: SEED_BYTES }),
  ed25519: async (seed) => {
    const pkcs8 = new Uint8Array([...PKCS8_PREFIX, ...seed]);
    const key = await crypto.subtle.importKey('pkcs8', pkcs8, 'Ed25519', true, ['sign']);
    const { x = '' } = await crypto.subtle.exportKey('jwk', key);
    pkcs8.fill(0);
    return {
      publicKey: base64url.decode(x),
      sign: async (data) => new Uint8Array(await crypto.subtle.sign('Ed25519', key, data as BufferSource)),
    };
  },
};
