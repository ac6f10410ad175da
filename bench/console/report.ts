import { goalHeading, most } from '../goals.ts';
import { heading, printTable, row } from '../table.ts';
import type { ConsoleReport } from './measure-console.ts';

/** Prints every page, then the goal beside what was reached. */
export function printConsole(report: ConsoleReport): void {
  printTable([heading, ...Object.entries(report).map(([page, figures]) => row(`console: ${page}`, figures))]);
  printTable([goalHeading, most('change of the page p95', 200, report['all changes']?.p95 ?? Number.NaN)]);
}
