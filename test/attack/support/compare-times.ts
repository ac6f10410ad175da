/**
 * How well the time of an answer distinguishes two cases: 0.5 = not at all, 0 or 1 = always. It is the probability that a
 * request of the second case takes longer than one of the first. The next case is chosen at random, so that other load on
 * the machine, and work that a request leaves for after its answer, affects both cases alike.
 */
export async function distinguishability(
  first: () => Promise<unknown>,
  second: () => Promise<unknown>,
  rounds: number,
  clock: () => number = () => performance.now(),
): Promise<number> {
  const times: [number[], number[]] = [[], []];
  while (times[0].length + times[1].length < 2 * rounds) {
    const left = [rounds - times[0].length, rounds - times[1].length] as const;
    const index = Math.random() * (left[0] + left[1]) < left[0] ? 0 : 1;
    const started = clock();
    await (index === 0 ? first() : second());
    times[index].push(clock() - started);
  }
  const longer = times[0].flatMap((one) => times[1].filter((other) => other > one)).length;
  return longer / rounds ** 2;
}

/**
 * How far from 0.5 the result of a measurement is. One beyond the tolerance is repeated, twice at most: what chance or other load
 * on the machine made of it is not there each time, while different work is.
 */
export async function leastDifference(measure: () => Promise<number>, tolerance: number): Promise<number> {
  let least = Number.POSITIVE_INFINITY;
  for (let tries = 0; tries < 3 && least >= tolerance; tries += 1)
    least = Math.min(least, Math.abs((await measure()) - 0.5));
  return least;
}
