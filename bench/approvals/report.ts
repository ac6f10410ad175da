import type { CallLatencies } from '../flows.ts';
import { goalHeading, most, noMoreThan, share } from '../goals.ts';
import { summarise } from '../measure.ts';
import type { Measurement } from '../measure.ts';
import { heading, middle, printTable, ratioRow, row } from '../table.ts';
import type { HistorySize } from './history-size.ts';
import type { Waiters } from './waiters.ts';

/** Rounds of one concurrency. */
export interface Part {
  floor: Measurement[];
  approvals: Measurement[];
  calls: CallLatencies;
}

export interface ApprovalsReport {
  alone: Part;
  together: Part;
  /** Rounds of other kinds of transactions, 16 at a time. */
  others: Record<string, Measurement[]>;
  poll: Measurement;
  waiters: Waiters;
  histories: Record<string, HistorySize | undefined>;
}

/** Prints the figures as a table, each beside its floor, and the goals beside what was reached. */
export function printApprovals(report: ApprovalsReport): void {
  const rows: string[][] = [heading];
  for (const [label, part] of [['1 at a time', report.alone], ['16 at a time', report.together]] as const) {
    const floor = middle(part.floor);
    const approvals = middle(part.approvals);
    rows.push(row(`empty workflow, ${label}`, floor), row(`push approval, ${label}`, approvals), ratioRow(approvals, floor));
    for (const [call, latencies] of Object.entries(part.calls)) rows.push(row(`  ${call}, ${label}`, summarise(latencies, Number.NaN)));
  }
  for (const [what, rounds] of Object.entries(report.others)) rows.push(row(`${what}, 16 at a time`, middle(rounds)), ratioRow(middle(rounds), middle(report.together.floor)));
  rows.push(row('status poll, 16 at a time', report.poll), row('status poll, 1 at a time', report.waiters.without));
  rows.push(row(`  beside ${report.waiters.count} who wait`, report.waiters.with));
  printTable(rows);
  printTable(goals(report));
  for (const [flow, size] of Object.entries(report.histories)) process.stdout.write(`  history of one ${flow}: ${size?.events} events, ${size?.workflowTasks} workflow tasks\n`);
}

/** Goals of DESIGN.md section 7. Other products' figures are of the same kind of machine, not of the same run. */
function goals({ alone, together, others, poll, waiters }: ApprovalsReport): string[][] {
  const floor = middle(together.floor);
  const push = middle(together.approvals);
  const text = middle(others['SMS approval'] as Measurement[]);
  return [
    goalHeading,
    share('push approvals to empty workflows', 0.8, push.perSecond / floor.perSecond),
    noMoreThan('p95 of push approvals to that of empty workflows', 1.25, push.p95 / floor.p95),
    most('init p50, alone', 60, summarise(alone.calls.init, Number.NaN).p50),
    most('answer p50, alone', 40, summarise(alone.calls.answer, Number.NaN).p50),
    share("push approvals to privacyIDEA's 11 a second", 5, push.perSecond / 11),
    most("push approvals p99, a fifth of privacyIDEA's", 580, push.p99),
    share("SMS approvals to privacyIDEA's 20 a second", 3, text.perSecond / 20),
    most('status poll p99, 16 at a time', 25, poll.p99),
    most(`status poll p99 beside ${waiters.count} who wait`, 50, waiters.with.p99),
  ];
}
