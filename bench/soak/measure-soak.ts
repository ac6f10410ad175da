import type { BenchEnvironment } from '../bench-environment.ts';
import type { Floor } from '../empty-workflow/floor.ts';
import { prepareFlows } from '../flows.ts';
import type { Flows } from '../flows.ts';
import { measureCount } from '../measure.ts';
import type { Measurement } from '../measure.ts';
import { watchMemory } from './process-memory.ts';
import type { ProcessMemory } from './process-memory.ts';

/** One part of a soak: its transactions, the empty workflow right after them, and what the process held meanwhile. */
export interface Slice {
  finished: number;
  flows: Measurement;
  floor: Measurement;
  memory: ProcessMemory;
}

const lanes = 16;
const slices = 20;
/** Of twenty transactions so many of each kind: most are of the cheap ones, so that a hundred thousand take less than an hour. */
const mix = { approveBySms: 13, approve: 4, approveWithPin: 1, approveByOtp: 1, cancel: 1 } as const satisfies Partial<
  Record<keyof Flows, number>
>;

/** `total` transactions in slices, one after the other. `report` is given each when it is over. */
export async function measureSoak(
  bench: BenchEnvironment,
  floor: Floor,
  options: { total: number; report: (slice: Slice) => void; say: (text: string) => void },
): Promise<Slice[]> {
  const operationsUrl = `http://${bench.environment['COUNTERSIGN_OPERATIONS_HOST']}:${bench.environment['COUNTERSIGN_OPERATIONS_PORT']}`;
  options.say('enrolling 16 phones');
  const flows = await prepareFlows(bench, lanes);
  const order = Object.entries(mix).flatMap(([flow, count]) =>
    Array<keyof typeof mix>(count).fill(flow as keyof typeof mix),
  );
  const soaked: Slice[] = [];
  let begun = 0;
  options.say('warming up');
  await measureCount(
    lanes,
    order.length * lanes,
    async (lane) => void (await flows[order[(begun += 1) % order.length] as keyof typeof mix](lane)),
  );
  await floor.run(lanes, 2);
  const memory = watchMemory(operationsUrl);
  try {
    for (let slice = 1; slice <= slices; slice += 1) {
      const count = Math.ceil(options.total / slices);
      const measured = await measureCount(
        lanes,
        count,
        async (lane) => void (await flows[order[(begun += 1) % order.length] as keyof typeof mix](lane)),
      );
      const held = await memory.take();
      soaked.push({ finished: slice * count, flows: measured, floor: await floor.run(lanes, 3), memory: held });
      options.report(soaked.at(-1) as Slice);
      await memory.take();
    }
  } finally {
    memory.stop();
    flows.close();
  }
  return soaked;
}

/** The second to fourth slice, when all is warm, beside the last three: memory and latency that stay are 1. Latency is counted in empty workflows of the same slice. */
export function compareEnds(soaked: readonly Slice[]): { heap: number; resident: number; p50: number; p95: number } {
  const early = average(soaked.slice(1, 4));
  const late = average(soaked.slice(-3));
  return {
    heap: late.heap / early.heap,
    resident: late.resident / early.resident,
    p50: late.p50 / early.p50,
    p95: late.p95 / early.p95,
  };
}

function average(part: readonly Slice[]) {
  const of = (read: (slice: Slice) => number) => part.reduce((sum, slice) => sum + read(slice), 0) / part.length;
  return {
    heap: of(({ memory }) => memory.heap),
    resident: of(({ memory }) => memory.resident),
    p50: of(({ flows, floor }) => flows.p50 / floor.p50),
    p95: of(({ flows, floor }) => flows.p95 / floor.p95),
  };
}
