/**
 * Has all that is asked for in one turn of the event loop done at once, as many requests are read in one turn where there are many.
 * @param work once for all of them
 * @returns asks for one; each caller gets the result of all
 */
export function batchOfTurn<Item, Result>(
  work: (items: readonly Item[]) => Promise<Result>,
): (item: Item) => Promise<Result> {
  let next: { items: Item[]; result: Promise<Result> } | undefined;
  const begin = () => {
    const items: Item[] = [];
    const result = new Promise<void>((resolve) => setImmediate(resolve)).then(() => {
      next = undefined;
      return work(items);
    });
    return { items, result };
  };
  return (item) => {
    next ??= begin();
    next.items.push(item);
    return next.result;
  };
}
