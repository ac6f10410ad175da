import { LRUCache } from 'lru-cache';

/**
 * LRU cache of parsed keys: parsing takes longer than use. An entry is
 * found by the exact text of the key, so a replaced or removed key is never used.
 */
export class PgpKeyCache<Key> {
  readonly #kept: LRUCache<string, Promise<Key>>;

  constructor(capacity: number) {
    this.#kept = new LRUCache({ max: capacity });
  }

  /** The parsed key of a text. Concurrent callers share one parse; a failure is not cached. */
  async find(text: string, parse: (text: string) => Promise<Key>): Promise<Key> {
    const known = this.#kept.get(text);
    if (known) return known;
    const key = parse(text);
    this.#kept.set(text, key);
    try {
      return await key;
    } catch (error) {
      if (this.#kept.peek(text) === key) this.#kept.delete(text);
      throw error;
    }
  }
}
