import type { Measurement } from './measure.ts';

/** The first line of a table of figures. */
export const heading = ['', 'per second', 'p50 ms', 'p95 ms', 'p99 ms', 'failed'];

/** One line of it. */
export function row(label: string, figures: Measurement): string[] {
  return [
    label,
    figure(figures.perSecond),
    figure(figures.p50),
    figure(figures.p95),
    figure(figures.p99),
    String(figures.failures),
  ];
}

/** The line below two others: the first divided by the second. */
export function ratioRow(flows: Measurement, floor: Measurement): string[] {
  return [
    '  ratio to the floor',
    ratio(flows.perSecond / floor.perSecond),
    ratio(flows.p50 / floor.p50),
    ratio(flows.p95 / floor.p95),
    ratio(flows.p99 / floor.p99),
    '',
  ];
}

/** The round with the median rate. */
export function middle(rounds: readonly Measurement[]): Measurement {
  const sorted = rounds.toSorted((left, right) => left.perSecond - right.perSecond);
  return sorted[Math.floor(sorted.length / 2)] as Measurement;
}

/** The value in the middle; of an even number of them the upper one. */
export function median(values: readonly number[]): number {
  return values.toSorted((left, right) => left - right)[Math.floor(values.length / 2)] ?? Number.NaN;
}

/** The least and the most, as `(0.48 to 0.53)`. */
export function spread(values: readonly number[]): string {
  return `(${ratio(Math.min(...values))} to ${ratio(Math.max(...values))})`;
}

/** Prints lines with columns of one width each. */
export function printTable(rows: readonly string[][]): void {
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((cells) => cells[column]?.length ?? 0))) ?? [];
  for (const cells of rows)
    process.stdout.write(
      `  ${cells.map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0))).join('  ')}\n`,
    );
  process.stdout.write('\n');
}

export function figure(value: number): string {
  return Number.isFinite(value) ? value.toFixed(1) : '';
}

export function ratio(value: number): string {
  return value.toFixed(2);
}
