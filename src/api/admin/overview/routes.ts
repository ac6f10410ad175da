import { summariseDay } from '../../../commands/mobile-authentication/list/summarise-day.ts';
import { loadChannels } from '../../health/health-routes.ts';
import { defineRoute } from '../../http/route.ts';
import type { Route } from '../../http/route.ts';
import type { AdminDeps } from '../admin-deps.ts';
import { overviewAnswer, presentSummary } from './schema.ts';

/** How the installation fares. */
export function overviewRoutes(deps: AdminDeps): Route[] {
  return [
    defineRoute({
      method: 'get',
      path: '/overview',
      summary: 'What is open, the last 24 hours, and how messages go',
      responses: { 200: overviewAnswer },
      handler: async () => {
        const [summary, channels] = await Promise.all([summariseDay(deps), loadChannels(deps)]);
        return { status: 200, body: { ...presentSummary(summary), channels } };
      },
    }),
  ];
}
