import Koa from 'koa';
import type { Logger } from '../../config/logger.ts';
import type { ApiDeps } from '../api-deps.ts';
import { problems } from '../http/error-formats.ts';
import { channelsRoute, healthRoutes } from '../health/health-routes.ts';
import type { HealthDeps } from '../health/health-routes.ts';
import { errors } from '../http/middleware/errors.ts';
import { keptAnswers } from '../http/middleware/kept-answers.ts';
import { requestId } from '../http/middleware/request-id.ts';
import { mountSurface } from '../http/mount-surface.ts';
import { codec } from './codec.ts';
import { CountersignError } from '../../errors/countersign-error.ts';

type Deps = HealthDeps &
  Pick<ApiDeps, 'environment' | 'keyring' | 'clock' | 'clockWatch' | 'metrics'> & {
    log: Logger;
    metrics: { render(): Promise<string> };
  };

/** The internal listener for operators and their tools, never published: health, metrics, codec. */
export function createOperationsApp(deps: Deps): Koa {
  const app = new Koa();
  app.use(requestId(deps.log));
  app.use(errors(problems));
  app.use(
    mountSurface(
      { metrics: deps.metrics, clockWatch: deps.clockWatch, kept: keptAnswers(deps) },
      {
        name: 'operations',
        title: 'Health',
        base: '/health',
        anyClock: true,
        caller: 'anonymous',
        reads: [],
        refuses: problems,
        before: [],
        routes: [...healthRoutes(deps), channelsRoute(deps)],
      },
    ),
  );
  app.use(async (context, next) => {
    if (context.path !== '/metrics') return next();
    context.type = 'text/plain; version=0.0.4';
    context.body = await deps.metrics.render();
  });
  if (deps.environment.codecOrigin) app.use(codec(deps, deps.environment.codecOrigin));
  app.use(() => {
    throw new CountersignError('not_found');
  });
  return app;
}
