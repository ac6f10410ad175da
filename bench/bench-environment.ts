import { readFileSync } from 'node:fs';
import type { Endpoints } from '../dev/parts/endpoints.ts';

/** The stack that is measured: started by `dev/bench.ts`, for this run alone. */
export interface BenchEnvironment {
  endpoints: Endpoints;
  /** The `COUNTERSIGN_*` variables of its server. */
  environment: Record<string, string>;
  /** Process ids by name, whose CPU time is counted. */
  processes: Record<string, number>;
  /** The database as PostgreSQL's superuser, who may have statements measured. */
  superuserUrl: string;
}

/** Reads where the stack is. */
export function readBenchEnvironment(): BenchEnvironment {
  const text = process.env['COUNTERSIGN_BENCH_ENVIRONMENT'];
  if (!text) throw new Error('Run it with `npm run bench`, which starts the stack that is measured');
  const { endpoints, ...rest } = JSON.parse(text) as Omit<BenchEnvironment, 'endpoints'> & { endpoints: string };
  return { ...rest, endpoints: JSON.parse(readFileSync(endpoints, 'utf8')) as Endpoints };
}
