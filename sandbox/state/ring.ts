/** The last `capacity` items, oldest first. */
export class Ring<Item> {
  readonly #capacity: number;
  #items: Item[] = [];

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  push(item: Item): void {
    this.#items.push(item);
    if (this.#items.length > this.#capacity) this.#items.shift();
  }

  remove(isUnwanted: (item: Item) => boolean): void {
    this.#items = this.#items.filter((item) => !isUnwanted(item));
  }

  items(): readonly Item[] {
    return this.#items;
  }
}
