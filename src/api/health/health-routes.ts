import { z } from 'zod';
import type { ApiDeps } from '../api-deps.ts';
import { defineRoute } from '../route.ts';
import type { Route } from '../route.ts';

const live = z.object({ status: z.literal('up') });
const part = z.enum(['up', 'down']);
/** `worker` is said by processes that do nothing but work. */
const ready = z.object({ status: part, postgresql: part, temporal: part, worker: part.optional() });

/** What health is read from. */
export interface HealthDeps extends Pick<ApiDeps, 'em' | 'engine'> {
  /** Whether the worker polls; for a process that is there for nothing else. */
  isWorking?: () => boolean;
}

/** `/health/live`: the process runs. `/health/ready`: it can also reach PostgreSQL and Temporal, and works if it is there to work. */
export function healthRoutes(deps: HealthDeps): Route[] {
  return [
    defineRoute({ method: 'get', path: '/live', summary: 'The process runs', responses: { 200: live }, handler: () => ({ status: 200, body: { status: 'up' } }) }),
    defineRoute({
      method: 'get',
      path: '/ready',
      summary: 'The process can serve',
      responses: { 200: ready, 503: ready },
      handler: async () => {
        const [postgresql, temporal] = await Promise.all([check(() => deps.em().execute('select 1')), check(() => deps.engine.check())]);
        const parts = { postgresql, temporal, ...(deps.isWorking ? { worker: deps.isWorking() ? ('up' as const) : ('down' as const) } : {}) };
        const up = Object.values(parts).every((state) => state === 'up');
        return { status: up ? 200 : 503, body: { status: up ? 'up' : 'down', ...parts }, ...(up ? {} : { headers: { 'Retry-After': '2' } }) };
      },
    }),
  ];
}

async function check(probe: () => Promise<unknown>): Promise<'up' | 'down'> {
  try {
    await probe();
    return 'up';
  } catch {
    return 'down';
  }
}
