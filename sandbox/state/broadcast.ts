/** Publishes items to subscribers by synchronous calls, so that no queue can grow. */
export class Broadcast<Item> {
  readonly #listeners = new Set<(item: Item) => void>();

  /** @returns a function that unsubscribes. */
  subscribe(listener: (item: Item) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** @returns the number of subscribers. */
  publish(item: Item): number {
    for (const listener of this.#listeners) listener(item);
    return this.#listeners.size;
  }
}
