import { readdirSync, readFileSync } from 'node:fs';
import type { Measurement } from '../measure.ts';

/** Linux counts the CPU time of a process in ticks of this many milliseconds (`getconf CLK_TCK` is 100 on every platform Node runs on). */
const tick = 10;

/** Milliseconds of CPU of one flow, by process. */
export type CpuByProcess = Record<string, number>;

export interface CpuMeter {
  /** Runs a measurement and adds what each process computed for one of its flows. */
  measure(run: () => Promise<Measurement>): Promise<Measurement>;
}

/**
 * Reads the CPU time of processes from `/proc`, each with its descendants (PostgreSQL works in child processes).
 * @param processes process ids by name.
 */
export function createCpuMeter(processes: Record<string, number>): CpuMeter {
  return {
    measure: async (run) => {
      const before = readCpu(processes);
      const measurement = await run();
      const after = readCpu(processes);
      const cpu = Object.fromEntries(
        Object.entries(after).map(([name, ms]) => [name, (ms - (before[name] ?? 0)) / Math.max(1, measurement.flows)]),
      );
      return { ...measurement, cpu };
    },
  };
}

/** Milliseconds of CPU of one flow over all processes. */
export function totalCpu({ cpu }: Pick<Measurement, 'cpu'>): number {
  return Object.values(cpu ?? {}).reduce((sum, ms) => sum + ms, 0);
}

function readCpu(processes: Record<string, number>): CpuByProcess {
  const all = readProcesses();
  return Object.fromEntries(Object.entries(processes).map(([name, pid]) => [name, ofTree(all, pid) * tick]));
}

interface Stat {
  pid: number;
  parent: number;
  /** Ticks of its own and of its children that have ended. */
  ticks: number;
}

function ofTree(all: readonly Stat[], root: number): number {
  const own = all.find(({ pid }) => pid === root)?.ticks ?? 0;
  return all.filter(({ parent }) => parent === root).reduce((sum, { pid }) => sum + ofTree(all, pid), own);
}

function readProcesses(): Stat[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => readStat(Number(name)) ?? []);
}

/** Undefined when the process ended meanwhile. Fields: proc_pid_stat(5); the name in parentheses may hold anything. */
function readStat(pid: number): Stat | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    const ticks = fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0);
    return { pid, parent: Number(fields[1]), ticks };
  } catch {
    return undefined;
  }
}
