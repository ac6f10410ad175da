import { openStatementMeter } from '../approvals/planning.ts';
import type { Planning } from '../approvals/planning.ts';
import type { BenchEnvironment } from '../bench-environment.ts';
import { measure } from '../measure.ts';
import { figure, printTable, ratio } from '../table.ts';
import { createCpuMeter } from './cpu-meter.ts';

/** What one operation costs. */
export interface Cost {
  what: string;
  statements: Planning;
  /** Milliseconds of CPU, by process. */
  cpu: Record<string, number>;
}

const processes = ['API and worker', 'PostgreSQL', 'Temporal'] as const;

/** CPU of the processes and the statements of each operation, which are steadier than rates. */
export async function measureCosts(
  bench: BenchEnvironment,
  operations: Readonly<Record<string, (lane: number) => Promise<void>>>,
  { lanes, seconds }: { lanes: number; seconds: number },
): Promise<Cost[]> {
  const cpu = createCpuMeter(Object.fromEntries(processes.map((name) => [name, bench.processes[name] ?? 0])));
  const meter = await openStatementMeter(bench);
  const costs: Cost[] = [];
  try {
    for (const [what, operation] of Object.entries(operations)) {
      const measured = await cpu.measure(() => measure(lanes, seconds, operation));
      const statements = await meter.measure(() => measure(lanes, 1, operation));
      costs.push({ what, statements, cpu: measured.cpu ?? {} });
    }
  } finally {
    await meter.close();
  }
  return costs;
}

export function printCosts(costs: readonly Cost[]): void {
  printTable([
    ['of one', 'statements', 'planning ms', 'execution ms', ...processes.map((name) => `${name} CPU ms`)],
    ...costs.map(({ what, statements, cpu }) => [
      what,
      figure(statements.statements),
      ratio(statements.planning),
      ratio(statements.execution),
      ...processes.map((name) => ratio(cpu[name] ?? Number.NaN)),
    ]),
  ]);
}
