import { goalHeading, most, share } from '../goals.ts';
import { heading, middle, printTable, ratioRow, row } from '../table.ts';
import type { DevicesReport } from './measure-devices.ts';

/** Prints every figure, then each goal beside what was reached. */
export function printDevices(report: DevicesReport): void {
  const floor = middle(report.pushEnrollment.floor);
  const enrollments = middle(report.pushEnrollment.enrollments);
  const rows: string[][] = [heading];
  for (const [label, part] of [
    ['1 at a time', report.alone],
    ['16 at a time', report.together],
  ] as const) {
    rows.push(
      row(`registration, ${label}`, part.registration),
      row(`connecting a user, ${label}`, part.connection),
      row(`key enrolment, ${label}`, part.keyEnrollment),
    );
  }
  rows.push(
    row('empty workflow, 16 at a time', floor),
    row('push enrolment, 16 at a time', enrollments),
    ratioRow(enrollments, floor),
  );
  rows.push(
    row('introspection, 16 at a time', report.lookups.introspection),
    row('list of devices, 16 at a time', report.lookups.deviceList),
  );
  for (const [what, page] of Object.entries(report.lookups.eventPages)) rows.push(row(`events, page 1: ${what}`, page));
  rows.push(
    row('insert of an event', report.eventCost.insert),
    row('  empty statement', report.eventCost.emptyStatement),
  );
  printTable(rows);
  printTable(goals(report, enrollments.perSecond / floor.perSecond));
}

function goals({ alone, lookups, eventCost }: DevicesReport, enrollmentShare: number): string[][] {
  const slowestPage = Math.max(...Object.values(lookups.eventPages).map(({ p95 }) => p95));
  return [
    goalHeading,
    most('key enrolment p95, alone', 50, alone.keyEnrollment.p95),
    most('registration p95, alone', 60, alone.registration.p95),
    most('introspection p99, 16 at a time', 25, lookups.introspection.p99),
    most('list of devices p99, 16 at a time', 25, lookups.deviceList.p99),
    most('slowest page 1 of events p95, alone', 50, slowestPage),
    most(
      'event in a transaction p50, beyond an empty statement',
      1,
      eventCost.insert.p50 - eventCost.emptyStatement.p50,
    ),
    share('push enrolments to empty workflows', 0.8, enrollmentShare),
  ];
}
