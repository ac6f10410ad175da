import { goalHeading, noMoreThan } from '../goals.ts';
import { figure, printTable, ratio } from '../table.ts';
import { compareEnds } from './measure-soak.ts';
import type { Slice } from './measure-soak.ts';

const columns = [
  'transactions',
  'per second',
  'p50 ms',
  'p95 ms',
  'p99 ms',
  'failed',
  'p50 in empty workflows',
  'heap MB',
  'resident MB',
];
const widths = columns.map((column) => Math.max(column.length, 8));
const megabyte = 1024 * 1024;
/** MB of the API and its worker in one process. */
const mostResident = 450;

/** Prints the heading of the lines that follow while it goes on. */
export function printSoakHeading(): void {
  printLine(columns);
}

export function printSlice({ finished, flows, floor, memory }: Slice): void {
  const { perSecond, p50, p95, p99, failures } = flows;
  printLine([
    String(finished),
    ...[perSecond, p50, p95, p99].map(figure),
    String(failures),
    ratio(p50 / floor.p50),
    figure(memory.heap / megabyte),
    figure(memory.resident / megabyte),
  ]);
}

/** Prints what has grown from the beginning to the end. */
export function printSoak(soaked: readonly Slice[]): void {
  const { heap, resident, p50, p95 } = compareEnds(soaked);
  const held = Math.max(...soaked.map(({ memory }) => memory.resident)) / megabyte;
  process.stdout.write('\n');
  printTable([
    goalHeading,
    ['most resident memory', `<= ${mostResident} MB`, `${figure(held)} MB`, held <= mostResident ? 'met' : 'missed'],
    noMoreThan('heap at the end to that at the beginning', 1.1, heap),
    noMoreThan('resident memory at the end to that at the beginning', 1.1, resident),
    noMoreThan('p50 in empty workflows, at the end to the beginning', 1.1, p50),
    noMoreThan('p95 in empty workflows, at the end to the beginning', 1.2, p95),
  ]);
}

function printLine(cells: readonly string[]): void {
  process.stdout.write(`  ${cells.map((cell, column) => cell.padStart(widths[column] ?? 0)).join('  ')}\n`);
}
