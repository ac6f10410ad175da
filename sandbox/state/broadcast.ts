/** Subscribers to something that happens, each with a filter. A slow subscriber holds nobody up: it gets a synchronous call. */
export class Broadcast<Item> {
  readonly #listeners = new Set<(item: Item) => void>();

  /** @returns how to stop listening. */
  subscribe(listener: (item: Item) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** @returns how many listened. */
  publish(item: Item): number {
    for (const listener of this.#listeners) listener(item);
    return this.#listeners.size;
  }
}
