import { z } from 'zod';
import type { ApiDeps } from '../api-deps.ts';
import { defineRoute } from '../route.ts';
import type { Route } from '../route.ts';

const live = z.object({ status: z.literal('up') });
const part = z.enum(['up', 'down']);
const ready = z.object({ status: part, postgresql: part, temporal: part });

/** `/health/live`: the process runs. `/health/ready`: it can also reach PostgreSQL and Temporal. */
export function healthRoutes(deps: Pick<ApiDeps, 'em' | 'engine'>): Route[] {
  return [
    defineRoute({ method: 'get', path: '/live', summary: 'The process runs', responses: { 200: live }, handler: () => ({ status: 200, body: { status: 'up' } }) }),
    defineRoute({
      method: 'get',
      path: '/ready',
      summary: 'The process can serve',
      responses: { 200: ready, 503: ready },
      handler: async () => {
        const [postgresql, temporal] = await Promise.all([check(() => deps.em().execute('select 1')), check(() => deps.engine.check())]);
        const up = postgresql === 'up' && temporal === 'up';
        return { status: up ? 200 : 503, body: { status: up ? 'up' : 'down', postgresql, temporal }, ...(up ? {} : { headers: { 'Retry-After': '2' } }) };
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
