import { totalCpu } from '../cpu/cpu-meter.ts';
import type { CallLatencies } from '../flows.ts';
import { goalHeading, most, noMoreThan, share } from '../goals.ts';
import { summarise } from '../measure.ts';
import type { Measurement } from '../measure.ts';
import { figure, median, middle, printTable, ratio, spread } from '../table.ts';
import type { HistorySize } from './history-size.ts';
import { kindNames } from './kinds.ts';
import type { Kind } from './kinds.ts';
import type { Planning } from './planning.ts';
import type { Waiters } from './waiters.ts';

/** The empty workflow and the flows beside it, one after the other. */
export interface Round {
  floor: Measurement;
  flows: Partial<Record<Kind, Measurement>>;
}

export interface ApprovalsReport {
  kinds: readonly Kind[];
  alone: Round[];
  together: Round[];
  /** Of push approvals one at a time. */
  calls: CallLatencies;
  planning: Partial<Record<Kind, Planning>>;
  polls: { together: Measurement; waiters: Waiters } | undefined;
  histories: Partial<Record<string, HistorySize>>;
}

/** Medians over the rounds, each with its spread; what each process computes; the goals. */
export function printApprovals(report: ApprovalsReport): void {
  printRates(report);
  printCpu(report);
  printPlanning(report);
  printLatencies(report);
  printTable(goals(report));
  for (const [kind, size] of Object.entries(report.histories))
    process.stdout.write(
      `  history of one ${kindNames[kind as Kind]}: ${size?.events} events, ${size?.workflowTasks} workflow tasks\n`,
    );
}

function printRates({ kinds, alone, together }: ApprovalsReport): void {
  const rows = [
    [
      '16 at a time',
      'per second',
      'of the floor',
      '(spread)',
      'CPU ms',
      'of the floor',
      '(spread)',
      'p50 ms',
      'p99 ms',
      'failed',
    ],
  ];
  const floors = together.map(({ floor }) => floor);
  rows.push(['empty workflow', ...rate(floors), '', '', ...cpu(floors), '', '', ...latency(floors)]);
  for (const kind of kinds) {
    const flows = of(together, kind);
    const rates = ratios(together, kind, (flow) => flow.perSecond);
    const shares = ratios(together, kind, totalCpu);
    rows.push([kindNames[kind], ...rate(flows), ...range(rates), ...cpu(flows), ...range(shares), ...latency(flows)]);
  }
  const lone = alone.map(({ floor }) => floor);
  rows.push(['empty workflow, 1 at a time', ...rate(lone), '', '', ...cpu(lone), '', '', ...latency(lone)]);
  if (kinds.includes('push')) {
    const flows = of(alone, 'push');
    rows.push(['push approval, 1 at a time', ...rate(flows), '', '', ...cpu(flows), '', '', ...latency(flows)]);
  }
  printTable(rows);
}

function printCpu({ kinds, together }: ApprovalsReport): void {
  const floors = together.map(({ floor }) => floor);
  const processes = Object.keys(floors[0]?.cpu ?? {});
  const line = (measurements: readonly Measurement[]) =>
    processes.map((name) => figure(median(measurements.map((flow) => flow.cpu?.[name] ?? 0))));
  printTable([
    ['CPU ms of each process', ...processes],
    ['empty workflow', ...line(floors)],
    ...kinds.map((kind) => [kindNames[kind], ...line(of(together, kind))]),
  ]);
}

function printPlanning({ kinds, planning }: ApprovalsReport): void {
  const rows = [['PostgreSQL, for each flow', 'statements', 'planning ms', 'execution ms', 'planning to execution']];
  for (const kind of kinds) {
    const each = planning[kind] as Planning;
    const times = [each.planning, each.execution, planToExecution(each)].map(ratio);
    rows.push([kindNames[kind], figure(each.statements), ...times]);
  }
  printTable(rows);
}

const planToExecution = ({ planning, execution }: Planning) => planning / execution;

function printLatencies({ alone, calls, polls }: ApprovalsReport): void {
  const rows = [['', 'per second', 'p50 ms', 'p95 ms', 'p99 ms']];
  const line = (name: string, { perSecond, p50, p95, p99 }: Measurement) =>
    rows.push([name, ...[perSecond, p50, p95, p99].map(figure)]);
  line('empty workflow, 1 at a time', middle(alone.map(({ floor }) => floor)));
  for (const [call, latencies] of Object.entries(calls))
    if (latencies.length > 0) line(`${call}, 1 at a time`, summarise(latencies, Number.NaN));
  if (polls) {
    line('status poll, 16 at a time', polls.together);
    line('status poll, 1 at a time', polls.waiters.without);
    line(`  beside ${polls.waiters.count} who wait`, polls.waiters.with);
  }
  if (rows.length > 1) printTable(rows);
}

const rateGoals: Record<Kind, number> = { push: 0.5, pin: 0.45, sms: 0.6, otp: 0.45, enrollment: 0.55 };

/** Milliseconds of CPU of an empty workflow on the machine that goals in milliseconds were set on. */
const cpuOfGoals = 30;

/** Goals of issue 11 (docs/performance.md). */
function goals({ kinds, together, calls, planning, polls }: ApprovalsReport): string[][] {
  const speed = cpuOfGoals / median(together.map(({ floor }) => totalCpu(floor)));
  const mostHereAndThere = (what: string, allowed: number, measured: number) => [
    most(what, allowed, measured),
    most(`  at the speed that the goal is for (${ratio(1 / speed)} times this)`, allowed, measured * speed),
  ];
  const rows = kinds.map((kind) =>
    share(
      `${kindNames[kind]}s to empty workflows`,
      rateGoals[kind],
      median(ratios(together, kind, (flow) => flow.perSecond)),
    ),
  );
  if (kinds.includes('push'))
    rows.push(
      noMoreThan('CPU of a push approval to an empty workflow', 2, median(ratios(together, 'push', totalCpu))),
      noMoreThan('p99 of push approvals to empty workflows', 2, median(ratios(together, 'push', ({ p99 }) => p99))),
      noMoreThan('PostgreSQL planning to execution, push approval', 0.3, planToExecution(planning.push as Planning)),
      ...mostHereAndThere('init p50, alone', 20, summarise(calls.init, Number.NaN).p50),
      ...mostHereAndThere('answer p50, alone', 25, summarise(calls.answer, Number.NaN).p50),
    );
  if (polls)
    rows.push(
      ...mostHereAndThere('status poll p99, 16 at a time', 20, polls.together.p99),
      most(`status poll p99 beside ${polls.waiters.count} who wait`, 50, polls.waiters.with.p99),
    );
  return [goalHeading, ...rows];
}

function of(rounds: readonly Round[], kind: Kind): Measurement[] {
  return rounds.flatMap(({ flows }) => flows[kind] ?? []);
}

/** Each round's flow divided by the floor of the same round. */
function ratios(rounds: readonly Round[], kind: Kind, read: (flow: Measurement) => number): number[] {
  return rounds.flatMap(({ floor, flows }) => (flows[kind] ? read(flows[kind]) / read(floor) : []));
}

const rate = (rounds: readonly Measurement[]) => [figure(median(rounds.map(({ perSecond }) => perSecond)))];
const cpu = (rounds: readonly Measurement[]) => [figure(median(rounds.map(totalCpu)))];
const range = (values: readonly number[]) => [ratio(median(values)), spread(values)];
const latency = (rounds: readonly Measurement[]) => [
  figure(median(rounds.map(({ p50 }) => p50))),
  figure(median(rounds.map(({ p99 }) => p99))),
  String(rounds.reduce((sum, { failures }) => sum + failures, 0)),
];
