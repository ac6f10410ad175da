/**
 * How well the time of an answer tells one case from another: 0.5 = not at all, 0 or 1 = always. It is the chance that a
 * request of the second case takes longer than one of the first. Who is next is chance each time, so whatever else the machine
 * does falls on both alike, and so does what a request leaves to be done after its answer.
 */
export async function distinguishability(first: () => Promise<unknown>, second: () => Promise<unknown>, rounds: number): Promise<number> {
  const times: [number[], number[]] = [[], []];
  while (times[0].length + times[1].length < 2 * rounds) {
    const left = [rounds - times[0].length, rounds - times[1].length] as const;
    const index = Math.random() * (left[0] + left[1]) < left[0] ? 0 : 1;
    const started = performance.now();
    await (index === 0 ? first() : second());
    times[index].push(performance.now() - started);
  }
  const longer = times[0].flatMap((one) => times[1].filter((other) => other > one)).length;
  return longer / rounds ** 2;
}
