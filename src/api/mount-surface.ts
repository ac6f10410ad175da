import { bodyParser } from '@koa/bodyparser';
import Router from '@koa/router';
import type { Context, Middleware } from 'koa';
import compose from 'koa-compose';
import { CountersignError } from '../errors/countersign-error.ts';
import type { ApiDeps } from './api-deps.ts';
import { contentType } from './middleware/content-type.ts';
import { contentTypes } from './middleware/content-types.ts';
import type { BodyFormat } from './middleware/content-types.ts';
import { errors } from './middleware/errors.ts';
import type { ErrorFormat } from './middleware/errors.ts';
import { guard } from './middleware/guard.ts';
import { keepsAnswers } from './middleware/kept-answers.ts';
import { noStore } from './middleware/no-store.ts';
import { requestMetrics } from './middleware/request-metrics.ts';
import type { Caller } from './caller.ts';
import type { Route } from './route.ts';

/** One audience: where it is, who may come in, what it reads, how it refuses. */
export interface Surface {
  name: string;
  /** For the API reference. */
  title: string;
  base: string;
  /** Who calls; the reference says so, `before` sees to it. */
  caller: Caller;
  /** Scope that an API client needs. */
  scope?: string;
  /** Bodies it reads. */
  reads: readonly BodyFormat[];
  refuses: ErrorFormat;
  /** `Cache-Control` of its answers, where the contract spells it out otherwise. */
  caching?: string;
  /** Content type of its answers, where the contract spells it out. */
  answers?: string;
  /** In order, before the route. */
  before: Middleware[];
  routes: Route[];
}

/** 64 KiB. */
const bodyLimit = '64kb';

/**
 * The Koa middleware of one surface: takes its paths, passes on all others.
 * @param kept around routes whose answers are kept.
 */
export function mountSurface({ metrics, kept }: Pick<ApiDeps, 'metrics'> & { kept: Middleware }, surface: Surface): Middleware {
  const router = new Router({ sensitive: true, strict: true });
  for (const route of surface.routes) {
    const path = surface.base + route.path;
    router.register(path, [route.method], [nameRoute(path), ...(route.before ? [route.before] : []), ...(keepsAnswers(surface, route) ? [kept] : []), guard(route)]);
  }
  const steps: Middleware[] = [
    requestMetrics(metrics, surface.name),
    noStore(surface.caching),
    ...(surface.answers ? [contentType(surface.answers)] : []),
    errors(surface.refuses),
    ...(surface.reads.length === 0 ? [] : [contentTypes(surface.reads), bodyParser({ enableTypes: [...surface.reads], formLimit: bodyLimit, jsonLimit: bodyLimit })]),
    ...surface.before,
    router.routes() as Middleware,
    (context) => refuseUnrouted(context, router),
  ];
  const inside = compose(steps);
  return (context, next) => (context.path === surface.base || context.path.startsWith(`${surface.base}/`) ? inside(context, next) : next());
}

/** The route, never the address with its ids, is what logs and metrics name. */
function nameRoute(name: string): Middleware {
  return async (context, next) => {
    context.state.route = name;
    await next();
  };
}

function refuseUnrouted(context: Context, router: Router): never {
  const allowed = new Set(router.match(context.path, context.method).path.flatMap((layer) => layer.methods));
  if (allowed.size === 0) throw new CountersignError('not_found');
  context.set('Allow', [...allowed].join(', '));
  throw new CountersignError('method_not_allowed');
}
