import { goalHeading, most } from '../goals.ts';
import { heading, printTable, row } from '../table.ts';
import type { PersonsReport } from './measure-persons.ts';

/** Prints every figure, then the goal beside what was reached. */
export function printPersons(report: PersonsReport): void {
  printTable([heading, ...Object.entries(report).map(([what, figures]) => row(`people: ${what}`, figures))]);
  const slowest = Math.max(...Object.values(report).map(({ p95 }) => p95));
  printTable([goalHeading, most('slowest search of people p95, alone', 100, slowest)]);
}
