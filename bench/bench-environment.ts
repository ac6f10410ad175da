import { readFileSync } from 'node:fs';
import type { Endpoints } from '../dev/parts/endpoints.ts';

/** The stack that is measured: started by `dev/bench.ts`, for this run alone. */
export interface BenchEnvironment {
  endpoints: Endpoints;
  /** The `COUNTERSIGN_*` variables of its server. */
  environment: Record<string, string>;
}

/** Reads where the stack is. */
export function readBenchEnvironment(): BenchEnvironment {
  const text = process.env['COUNTERSIGN_BENCH_ENVIRONMENT'];
  if (!text) throw new Error('Run it with `npm run bench`, which starts the stack that is measured');
  const { environment, endpoints } = JSON.parse(text) as { environment: Record<string, string>; endpoints: string };
  return { environment, endpoints: JSON.parse(readFileSync(endpoints, 'utf8')) as Endpoints };
}
