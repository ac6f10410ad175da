import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  createSecretKey,
  hkdfSync,
  randomBytes,
  timingSafeEqual,
} from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import type { DividedHashContext, HashContext, KeyPurpose, MacPurpose, SealPurpose, SharedSecret } from './key-uses.ts';

export interface KeyringEntry {
  id: string;
  /** Base64 of 32 bytes. */
  key: string;
}

const nonceLength = 12;
const tagLength = 16;

/**
 * The keys of an installation. The first entry encrypts, all decrypt: rotation puts a new key first. The last one
 * derives values that cannot be recomputed, such as hashes of secrets, and stays for ever.
 */
export class Keyring {
  readonly currentId: string;
  /** Every key once, in the order of the ring. */
  readonly ids: readonly string[];
  readonly #derived = new Map<string, KeyObject>();
  readonly #masters: ReadonlyMap<string, Buffer>;
  /** The key for values that must not change at a rotation. */
  readonly oldestId: string;

  constructor(entries: readonly KeyringEntry[]) {
    const [first] = entries;
    if (!first) throw new Error('A keyring needs a key');
    this.currentId = first.id;
    this.oldestId = entries[entries.length - 1]?.id ?? first.id;
    this.ids = [...new Set(entries.map(({ id }) => id))];
    this.#masters = new Map(entries.map((entry) => [entry.id, Buffer.from(entry.key, 'base64')]));
  }

  /**
   * AES-256-GCM. Layout: 12 bytes nonce, ciphertext, 16 bytes tag.
   * @param context authenticated but not stored, such as a table and column: a value moved elsewhere does not open.
   */
  seal(purpose: SealPurpose, plaintext: Uint8Array, context: string, keyId = this.currentId): Buffer {
    const nonce = randomBytes(nonceLength);
    const cipher = createCipheriv('aes-256-gcm', this.#key(purpose, keyId), nonce).setAAD(Buffer.from(context));
    return Buffer.concat([nonce, cipher.update(plaintext), cipher.final(), cipher.getAuthTag()]);
  }

  /** Opens what {@link seal} made. Throws on an unknown key, another context or a changed byte. */
  open(purpose: SealPurpose, sealed: Uint8Array, context: string, keyId = this.currentId): Buffer {
    const nonce = sealed.subarray(0, nonceLength);
    const tag = sealed.subarray(sealed.length - tagLength);
    const decipher = createDecipheriv('aes-256-gcm', this.#key(purpose, keyId), nonce, { authTagLength: tagLength });
    decipher.setAAD(Buffer.from(context)).setAuthTag(tag);
    return Buffer.concat([decipher.update(sealed.subarray(nonceLength, sealed.length - tagLength)), decipher.final()]);
  }

  /**
   * Keyed hash by which a secret is stored and found, 32 bytes. It uses the oldest key of the ring:
   * a stored hash cannot be recomputed at a rotation.
   * @param of what a divided context has hashes of its own for, such as the client of a secret.
   */
  lookupHash(value: string, ...[context, of]: [HashContext] | [DividedHashContext, of: string]): Buffer {
    return this.#hmac('lookup', `${of === undefined ? context : `${context}/${of}`}\0${value}`, this.oldestId);
  }

  /** HMAC-SHA-256 of a value for one purpose, 32 bytes. */
  mac(purpose: MacPurpose, value: string, keyId = this.currentId): Buffer {
    return this.#hmac(purpose, value, keyId);
  }

  /** 32 bytes that every process of an installation derives alike. Other ones once keys rotate. */
  sharedSecret(name: SharedSecret): Buffer {
    return this.#hmac('cookie', name, this.currentId);
  }

  #hmac(purpose: KeyPurpose, value: string, keyId: string): Buffer {
    return createHmac('sha256', this.#key(purpose, keyId)).update(value).digest();
  }

  #key(purpose: KeyPurpose, keyId: string): KeyObject {
    const name = `${keyId}/${purpose}`;
    const known = this.#derived.get(name);
    if (known) return known;
    const master = this.#masters.get(keyId);
    if (!master) throw new Error(`The keyring has no key ${keyId}`);
    // With a key object the cipher takes half the time that it takes with raw bytes.
    const key = createSecretKey(Buffer.from(hkdfSync('sha256', master, Buffer.alloc(0), `countersign/${purpose}`, 32)));
    this.#derived.set(name, key);
    return key;
  }
}

/** Constant-time comparison of two byte strings of any length. */
export function equalBytes(left: Uint8Array, right: Uint8Array): boolean {
  return left.length === right.length && timingSafeEqual(left, right);
}
