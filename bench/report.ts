import type { CallLatencies } from './flows.ts';
import type { HistorySize } from './history-size.ts';
import { summarise } from './measure.ts';
import type { Measurement } from './measure.ts';
import { heading, middle, printTable, ratioRow, row } from './table.ts';

/** Rounds of one concurrency. */
export interface Part {
  floor: Measurement[];
  approvals: Measurement[];
  calls: CallLatencies;
}

export interface ApprovalsReport {
  alone: Part;
  together: Part;
  sms: Measurement;
  poll: Measurement;
  histories: Record<string, HistorySize | undefined>;
}

/** Prints the figures as a table, each beside its floor. */
export function printApprovals(report: ApprovalsReport): void {
  const rows: string[][] = [heading];
  for (const [label, part] of [['1 at a time', report.alone], ['16 at a time', report.together]] as const) {
    const floor = middle(part.floor);
    const approvals = middle(part.approvals);
    rows.push(row(`empty workflow, ${label}`, floor), row(`push approval, ${label}`, approvals), ratioRow(approvals, floor));
    for (const [call, latencies] of Object.entries(part.calls)) rows.push(row(`  ${call}, ${label}`, summarise(latencies, Number.NaN)));
  }
  rows.push(row('SMS approval, 16 at a time', report.sms), row('status poll, 16 at a time', report.poll));
  printTable(rows);
  for (const [flow, size] of Object.entries(report.histories)) process.stdout.write(`  history of one ${flow}: ${size?.events} events, ${size?.workflowTasks} workflow tasks\n`);
}
