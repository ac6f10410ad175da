import type { CallLatencies } from './flows.ts';
import type { HistorySize } from './history-size.ts';
import { summarise } from './measure.ts';
import type { Measurement } from './measure.ts';

/** Rounds of one concurrency. */
export interface Part {
  floor: Measurement[];
  approvals: Measurement[];
  calls: CallLatencies;
}

export interface Report {
  alone: Part;
  together: Part;
  sms: Measurement;
  poll: Measurement;
  histories: Record<string, HistorySize | undefined>;
}

/** Prints the figures as a table, each beside its floor. */
export function printReport(report: Report): void {
  const rows: string[][] = [['', 'per second', 'p50 ms', 'p95 ms', 'p99 ms', 'failed']];
  for (const [label, part] of [['1 at a time', report.alone], ['16 at a time', report.together]] as const) {
    const floor = middle(part.floor);
    const approvals = middle(part.approvals);
    rows.push(row(`empty workflow, ${label}`, floor), row(`push approval, ${label}`, approvals));
    rows.push([`  ratio to the floor`, ratio(approvals.perSecond / floor.perSecond), ratio(approvals.p50 / floor.p50), ratio(approvals.p95 / floor.p95), ratio(approvals.p99 / floor.p99), '']);
    for (const [call, latencies] of Object.entries(part.calls)) rows.push(row(`  ${call}, ${label}`, summarise(latencies, Number.NaN)));
  }
  rows.push(row('SMS approval, 16 at a time', report.sms), row('status poll, 16 at a time', report.poll));
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((cells) => cells[column]?.length ?? 0))) ?? [];
  for (const cells of rows) process.stdout.write(`  ${cells.map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0))).join('  ')}\n`);
  process.stdout.write('\n');
  for (const [flow, size] of Object.entries(report.histories)) process.stdout.write(`  history of one ${flow}: ${size?.events} events, ${size?.workflowTasks} workflow tasks\n`);
}

/** The round with the median rate. */
function middle(rounds: readonly Measurement[]): Measurement {
  const sorted = rounds.toSorted((left, right) => left.perSecond - right.perSecond);
  return sorted[Math.floor(sorted.length / 2)] as Measurement;
}

function row(label: string, figures: Measurement): string[] {
  return [label, figure(figures.perSecond), figure(figures.p50), figure(figures.p95), figure(figures.p99), String(figures.failures)];
}

function figure(value: number): string {
  return Number.isFinite(value) ? value.toFixed(1) : '';
}

function ratio(value: number): string {
  return value.toFixed(2);
}
