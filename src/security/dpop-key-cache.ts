import { importJWK } from 'jose';
import type { CryptoKey, JWK } from 'jose';

/** Keys of the phones that were active last; an imported key is some hundred bytes. */
const defaultCapacity = 10_000;

/**
 * Imported public keys of devices. A key is named by its own thumbprint, so nothing that can be revoked is remembered
 * here: what a key may do is asked of the database every time.
 */
export class DpopKeyCache {
  readonly #capacity: number;
  readonly #imported = new Map<string, CryptoKey>();

  constructor(capacity = defaultCapacity) {
    this.#capacity = capacity;
  }

  /**
   * Imports a P-256 public key for verifying ES256.
   * @param thumbprint RFC 7638 thumbprint of the key.
   * @returns undefined when the coordinates are not a point of the curve.
   */
  async import(thumbprint: string, jwk: JWK): Promise<CryptoKey | undefined> {
    const known = this.#imported.get(thumbprint);
    if (known) return known;
    const key = await importJWK(jwk, 'ES256').catch(() => undefined);
    if (key === undefined || key instanceof Uint8Array) return undefined;
    if (this.#imported.size >= this.#capacity) this.#forgetOldest();
    this.#imported.set(thumbprint, key);
    return key;
  }

  #forgetOldest(): void {
    const [oldest] = this.#imported.keys();
    if (oldest !== undefined) this.#imported.delete(oldest);
  }
}
