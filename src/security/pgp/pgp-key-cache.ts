/**
 * Keeps the most recently used of what is costly to make: parsing a key takes longer than using it. What is kept is
 * found by the exact text of the key, so a key that was replaced or dropped in the database is never used from here.
 */
export class PgpKeyCache<Key> {
  readonly #kept = new Map<string, Promise<Key>>();
  readonly #capacity: number;

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  /** The key of a text, parsed once however many ask at the same time. A failure is not kept. */
  async find(text: string, parse: (text: string) => Promise<Key>): Promise<Key> {
    const known = this.#kept.get(text);
    const key = known ?? parse(text);
    this.#kept.delete(text);
    this.#kept.set(text, key);
    if (!known) this.#dropOldest();
    try {
      return await key;
    } catch (error) {
      if (this.#kept.get(text) === key) this.#kept.delete(text);
      throw error;
    }
  }

  #dropOldest(): void {
    const [oldest] = this.#kept.keys();
    if (this.#kept.size > this.#capacity && oldest !== undefined) this.#kept.delete(oldest);
  }
}
