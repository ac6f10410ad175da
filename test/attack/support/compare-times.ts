/**
 * How well the time of an answer tells one case from another: 0.5 = not at all, 0 or 1 = always. It is the chance that a
 * request of the second case takes longer than one of the first. The cases take turns in random order, so whatever else
 * the machine does falls on all of them alike.
 */
export async function distinguishability(first: () => Promise<unknown>, second: () => Promise<unknown>, rounds: number): Promise<number> {
  const times: [number[], number[]] = [[], []];
  const measure = async (index: 0 | 1) => {
    const started = performance.now();
    await (index === 0 ? first() : second());
    times[index].push(performance.now() - started);
  };
  for (let round = 0; round < rounds; round++) {
    const start = Math.random() < 0.5 ? 0 : 1;
    await measure(start);
    await measure(start === 0 ? 1 : 0);
  }
  const longer = times[0].flatMap((one) => times[1].filter((other) => other > one)).length;
  return longer / rounds ** 2;
}
