import { base64url } from 'jose';
import type { FactorKey } from './factor-key.ts';
import { currentStretching, type PinCrypto, type PinStretching } from './pin-crypto.ts';

/** The salt that derives the key of a PIN. It never leaves the device, as a thief of salt and public key could guess the PIN. */
export interface PinSalt {
  /** base64url of 32 random bytes. */
  salt: string;
  stretching: PinStretching;
}

/** The key of a PIN: derived for one use and not stored, nor its public half, with which a PIN could be guessed. */
export interface PinKey extends FactorKey {
  publicKey: { kty: 'OKP'; crv: 'Ed25519'; x: string };
}

const SALT_BYTES = 32;

export function createPinSalt(): PinSalt {
  return { salt: base64url.encode(crypto.getRandomValues(new Uint8Array(SALT_BYTES))), stretching: currentStretching };
}

/** The Ed25519 key whose seed is Argon2id of the PIN's digits in UTF-8. Slow by design: call it once for each PIN. */
export async function derivePinKey(
  { argon2id, ed25519 }: PinCrypto,
  pin: string,
  { salt, stretching }: PinSalt,
): Promise<PinKey> {
  const seed = await argon2id(new TextEncoder().encode(pin), base64url.decode(salt), stretching);
  const key = await ed25519(seed);
  seed.fill(0);
  return {
    algorithm: 'EdDSA',
    publicKey: { kty: 'OKP', crv: 'Ed25519', x: base64url.encode(key.publicKey) },
    sign: key.sign,
  };
}
