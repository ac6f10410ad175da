import Router from '@koa/router';
import type { Context, Middleware } from 'koa';
import compose from 'koa-compose';
import type { NeededAccess } from '../admin/operator-access.ts';
import { CountersignError } from '../../errors/countersign-error.ts';
import type { ApiDeps } from '../api-deps.ts';
import { checkAddress } from './middleware/check-address.ts';
import { checkClock } from './middleware/check-clock.ts';
import { contentType } from './middleware/content-type.ts';
import { contentTypes } from './middleware/content-types.ts';
import type { BodyFormat } from './middleware/content-types.ts';
import { errors } from './middleware/errors.ts';
import type { ErrorFormat } from './middleware/errors.ts';
import { guard } from './middleware/guard.ts';
import { keepsAnswers } from './middleware/kept-answers.ts';
import { noStore } from './middleware/no-store.ts';
import { readBody } from './middleware/read-body.ts';
import { requestMetrics } from './middleware/request-metrics.ts';
import type { Caller } from './caller.ts';
import type { Route } from './route.ts';

/** One surface: its base path, authentication, body formats and error format. */
export interface Surface {
  name: string;
  /** For the API reference. */
  title: string;
  base: string;
  /** Kind of caller, for the reference. `before` enforces it. */
  caller: Caller;
  /** Scope that an API client needs. */
  scope?: string;
  /** What operators need who call it too. */
  operators?: NeededAccess;
  /** Body formats. */
  reads: readonly BodyFormat[];
  /** Bytes of a body that may be longer than others: it is read after `before`, for authenticated callers alone. */
  longestBody?: number;
  refuses: ErrorFormat;
  /** `Cache-Control` of its answers, where the contract defines it. */
  caching?: string;
  /** Content type of its answers, where the contract defines it. */
  answers?: string;
  /** Also served while the clock of this process is wrong. */
  anyClock?: true;
  /** Middleware before the route, in order. */
  before: Middleware[];
  routes: Route[];
}

/**
 * The Koa middleware of one surface: takes its paths, with and without a slash at the end, and passes on all others.
 * @param kept around routes whose answers are kept.
 */
export function mountSurface(
  { metrics, clockWatch, kept }: Pick<ApiDeps, 'metrics' | 'clockWatch'> & { kept: Middleware },
  surface: Surface,
): Middleware {
  const router = new Router({ sensitive: true, strict: false });
  for (const route of surface.routes) {
    const path = surface.base + route.path;
    router.register(
      path,
      [route.method],
      [
        nameRoute(path),
        ...(route.before ? [route.before] : []),
        ...(keepsAnswers(surface, route) ? [kept] : []),
        guard(route),
      ],
    );
  }
  const { reads, longestBody } = surface;
  const reading = reads.length === 0 ? [] : [contentTypes(reads), readBody(reads, longestBody)];
  const steps: Middleware[] = [
    requestMetrics(metrics, surface.name),
    noStore(surface.caching),
    ...(surface.answers ? [contentType(surface.answers)] : []),
    errors(surface.refuses),
    ...(surface.anyClock ? [] : [checkClock(clockWatch)]),
    checkAddress,
    ...(longestBody ? [...surface.before, ...reading] : [...reading, ...surface.before]),
    router.routes() as Middleware,
    (context) => refuseUnrouted(context, router),
  ];
  const inside = compose(steps);
  return (context, next) =>
    context.path === surface.base || context.path.startsWith(`${surface.base}/`) ? inside(context, next) : next();
}

/** Logs and metrics name the route, never the address with its ids. */
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
