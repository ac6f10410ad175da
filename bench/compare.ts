import { measure } from './measure.ts';
import type { Measurement } from './measure.ts';
import { middle } from './table.ts';

/** Floor and product in turn; the round with the median rate of each. */
export interface Compared {
  floor: Measurement;
  product: Measurement;
  /** Rate of the product divided by that of the floor, in each round. */
  ratios: number[];
}

/** Measures the two in turn, so that what else the machine does meets both. */
export async function compare(
  { lanes, seconds, rounds }: { lanes: number; seconds: number; rounds: number },
  { floor, product }: Record<'floor' | 'product', (lane: number) => Promise<void>>,
): Promise<Compared> {
  const pairs: Record<'floor' | 'product', Measurement>[] = [];
  for (let round = 0; round < rounds; round += 1)
    pairs.push({
      floor: await measureWarm(lanes, seconds, floor),
      product: await measureWarm(lanes, seconds, product),
    });
  return {
    floor: middle(pairs.map((pair) => pair.floor)),
    product: middle(pairs.map((pair) => pair.product)),
    ratios: pairs.map((pair) => pair.product.perSecond / pair.floor.perSecond),
  };
}

/** Leaves out the first calls, in which the code is compiled. */
export async function measureWarm(
  concurrency: number,
  seconds: number,
  call: (lane: number) => Promise<void>,
): Promise<Measurement> {
  await measure(concurrency, seconds / 5, call);
  return measure(concurrency, seconds, call);
}
