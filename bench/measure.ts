/** Latencies in milliseconds and rate of one run. */
export interface Measurement {
  flows: number;
  failures: number;
  perSecond: number;
  p50: number;
  p95: number;
  p99: number;
  /** Milliseconds of CPU of one flow, by process, where it was metered. */
  cpu?: Record<string, number>;
}

/** The value below which `share` of the sorted values lie. */
export function percentile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

/** Sums up latencies that were taken over `seconds`. */
export function summarise(latencies: readonly number[], seconds: number, failures = 0): Measurement {
  const sorted = latencies.toSorted((left, right) => left - right);
  return {
    flows: sorted.length,
    failures,
    perSecond: sorted.length / seconds,
    p50: percentile(sorted, 0.5),
    p95: percentile(sorted, 0.95),
    p99: percentile(sorted, 0.99),
  };
}

/**
 * Runs flows for `seconds`, `concurrency` at a time, each lane one after the other. A flow that throws is counted and
 * the first of them is printed.
 */
export function measure(
  concurrency: number,
  seconds: number,
  flow: (lane: number) => Promise<void>,
): Promise<Measurement> {
  const until = performance.now() + seconds * 1000;
  return measureWhile(concurrency, () => performance.now() < until, flow);
}

/** The same for as many flows as are wanted, however long they take. */
export function measureCount(
  concurrency: number,
  count: number,
  flow: (lane: number) => Promise<void>,
): Promise<Measurement> {
  let begun = 0;
  return measureWhile(concurrency, () => (begun += 1) <= count, flow);
}

async function measureWhile(
  concurrency: number,
  isWanted: () => boolean,
  flow: (lane: number) => Promise<void>,
): Promise<Measurement> {
  const latencies: number[] = [];
  let failures = 0;
  const started = performance.now();
  const lane = async (index: number) => {
    while (isWanted()) {
      const begun = performance.now();
      try {
        await flow(index);
        latencies.push(performance.now() - begun);
      } catch (error) {
        if (failures === 0) process.stderr.write(`  a flow failed: ${String(error)}\n`);
        failures += 1;
      }
    }
  };
  await Promise.all(Array.from({ length: concurrency }, (_, index) => lane(index)));
  return summarise(latencies, (performance.now() - started) / 1000, failures);
}
