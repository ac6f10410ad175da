import type { BenchEnvironment } from '../bench-environment.ts';
import { createCpuMeter } from '../cpu/cpu-meter.ts';
import type { CpuMeter } from '../cpu/cpu-meter.ts';
import type { Floor } from '../empty-workflow/floor.ts';
import { prepareFlows } from '../flows.ts';
import type { CallLatencies, Flows } from '../flows.ts';
import { measure } from '../measure.ts';
import type { Measurement } from '../measure.ts';
import { measureHistories } from './history-size.ts';
import { runKind } from './kinds.ts';
import type { Kind } from './kinds.ts';
import { openStatementMeter } from './planning.ts';
import type { Planning } from './planning.ts';
import type { ApprovalsReport, Round } from './report.ts';
import { measureWaiters } from './waiters.ts';

const lanes = 16;

export interface ApprovalsOptions {
  kinds: readonly Kind[];
  /** Also polls, waits and histories, which take a while of their own. */
  withPolls: boolean;
  seconds: number;
  rounds: number;
  /** Seconds of load before anything counts: the first seconds after a start cost a fifth more. */
  warmUp: number;
  say: (text: string) => void;
}

/** Whole flows beside the empty workflow. */
export async function measureApprovals(
  bench: BenchEnvironment,
  floor: Floor,
  options: ApprovalsOptions,
): Promise<ApprovalsReport> {
  const { kinds, seconds, rounds, warmUp, say } = options;
  const meter = createCpuMeter({ ...bench.processes, 'load generator': process.pid });
  const statements = await openStatementMeter(bench);
  say('enrolling 16 phones');
  const flows = await prepareFlows(bench, lanes);
  const calls: CallLatencies = { init: [], fetch: [], answer: [], result: [] };
  const ids: Partial<Record<Kind, string>> = {};
  const run = (concurrency: number, kind: Kind, kept?: CallLatencies) =>
    meter.measure(() =>
      measure(concurrency, seconds, async (lane) => void (ids[kind] = await runKind(flows, kind, lane, kept))),
    );
  say(`warming up for ${warmUp} seconds`);
  await warm(flows, floor, kinds, warmUp);
  const alone: Round[] = [];
  const together: Round[] = [];
  // In turn, so that a machine that gets slower slows all.
  for (let round = 1; round <= rounds; round += 1) {
    say(`round ${round} of ${rounds}: 1 at a time`);
    const aloneFloor = await meter.measure(() => floor.run(1, seconds));
    alone.push({ floor: aloneFloor, flows: kinds.includes('push') ? { push: await run(1, 'push', calls) } : {} });
    say(`round ${round} of ${rounds}: ${lanes} at a time`);
    const measured: Round = { floor: await meter.measure(() => floor.run(lanes, seconds)), flows: {} };
    for (const kind of kinds) measured.flows[kind] = await run(lanes, kind);
    together.push(measured);
  }
  say('statements');
  const planning: Partial<Record<Kind, Planning>> = {};
  for (const kind of kinds)
    planning[kind] = await statements.measure(() =>
      measure(lanes, seconds / 2, async (lane) => void (await runKind(flows, kind, lane))),
    );
  await statements.close();
  const polls = options.withPolls ? await measurePolls(bench, flows, options, meter) : undefined;
  const histories = Object.fromEntries(
    await Promise.all(
      Object.entries(ids).map(async ([kind, id]) => [kind, (await measureHistories(bench, [id]))[0]] as const),
    ),
  );
  flows.close();
  return { kinds, alone, together, calls, planning, polls, histories };
}

async function warm(flows: Flows, floor: Floor, kinds: readonly Kind[], seconds: number): Promise<void> {
  const part = seconds / (kinds.length + 1);
  await floor.run(lanes, part);
  for (const kind of kinds) await measure(lanes, part, async (lane) => void (await runKind(flows, kind, lane)));
}

async function measurePolls(
  bench: BenchEnvironment,
  flows: Flows,
  { seconds, say }: ApprovalsOptions,
  meter: CpuMeter,
): Promise<ApprovalsReport['polls']> {
  say('polls');
  const finished = await flows.approve(0);
  const poll = (): Promise<Measurement> => measure(lanes, seconds, () => flows.poll(finished));
  await measure(lanes, seconds / 4, () => flows.poll(finished));
  const together = await meter.measure(poll);
  say('polls beside 500 who wait');
  return { together, waiters: await measureWaiters(bench, flows, finished, seconds) };
}
