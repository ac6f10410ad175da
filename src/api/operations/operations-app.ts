import Koa from 'koa';
import type { Logger } from '../../config/logger.ts';
import type { ApiDeps } from '../api-deps.ts';
import { problems } from '../error-formats.ts';
import { healthRoutes } from '../health/health-routes.ts';
import type { HealthDeps } from '../health/health-routes.ts';
import { errors } from '../middleware/errors.ts';
import { keptAnswers } from '../middleware/kept-answers.ts';
import { requestId } from '../middleware/request-id.ts';
import { mountSurface } from '../mount-surface.ts';
import { codec } from './codec.ts';
import { CountersignError } from '../../errors/countersign-error.ts';

type Deps = HealthDeps & Pick<ApiDeps, 'environment' | 'keyring' | 'clock' | 'metrics'> & { log: Logger; metrics: { render(): Promise<string> } };

/** What operators and their tools use, on a listener of its own that is never published: health, metrics, codec. */
export function createOperationsApp(deps: Deps): Koa {
  const app = new Koa();
  app.use(requestId(deps.log));
  app.use(errors(problems));
  app.use(mountSurface({ metrics: deps.metrics, kept: keptAnswers(deps) }, { name: 'operations', title: 'Health', base: '/health', caller: 'anybody', reads: [], refuses: problems, before: [], routes: healthRoutes(deps) }));
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
