import { importJWK } from 'jose';
import type { CryptoKey, JWK } from 'jose';
import { LRUCache } from 'lru-cache';

/** Keys of the phones that were active last; an imported key is some hundred bytes. */
const defaultCapacity = 10_000;

/**
 * Cache of imported public keys of devices by thumbprint. Rights of a key are not cached:
 * they are read from the database every time.
 */
export class DpopKeyCache {
  readonly #imported: LRUCache<string, CryptoKey>;

  constructor(capacity = defaultCapacity) {
    this.#imported = new LRUCache({ max: capacity });
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
    this.#imported.set(thumbprint, key);
    return key;
  }
}
