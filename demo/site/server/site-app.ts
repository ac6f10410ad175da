import Koa from 'koa';
import { pinHost, requireOwnOrigin } from '../../serving/own-origin.ts';
import { pageSecurity } from '../../serving/page-security.ts';
import { accountRoutes } from './account-routes.ts';
import { callbackRoutes } from './callback-routes.ts';
import { deviceRoutes } from './device-routes.ts';
import { paymentRoutes } from './payments/payment-routes.ts';
import { presentProblems } from './problems.ts';
import { openIdConnectRoutes } from './sign-in/open-id-connect-routes.ts';
import { sessionRoutes } from './session-routes.ts';
import type { SiteDeps } from './site-context.ts';

/** The shop's server: the callback for Countersign, the JSON API for the page, and the page. */
export function createSiteApp(deps: SiteDeps, page: Koa.Middleware): Koa {
  const app = new Koa();
  app.on('error', (error: NodeJS.ErrnoException) => isLeftPage(error) || app.onerror(error));
  app.use(async (ctx, next) => (ctx.path === '/health' ? void (ctx.body = { status: 'ready' }) : next()));
  app.use(pinHost(deps.origin));
  app.use(pageSecurity());
  app.use(forPath('/callback', presentProblems));
  app.use(callbackRoutes(deps).routes());
  app.use(forPath('/sign-in', noStore));
  app.use(openIdConnectRoutes(deps).routes());
  app.use(forPath('/api', presentProblems));
  app.use(forPath('/api', noStore));
  // For every path: a check of certain paths could be bypassed by a spelling that the router normalises.
  app.use(requireOwnOrigin(deps.origin));
  for (const routes of [sessionRoutes(deps), accountRoutes(deps), deviceRoutes(deps), paymentRoutes(deps)])
    app.use(routes.routes());
  app.use(unless('/api', page));
  return app;
}

/** Whether a visitor closed a page with an open event stream, which is not a failure. */
function isLeftPage({ code }: NodeJS.ErrnoException): boolean {
  return code === 'ERR_STREAM_PREMATURE_CLOSE' || code === 'ECONNRESET' || code === 'EPIPE';
}

const noStore: Koa.Middleware = (ctx, next) => {
  ctx.set('Cache-Control', 'no-store');
  return next();
};

function forPath(prefix: string, middleware: Koa.Middleware): Koa.Middleware {
  return (ctx, next) => (ctx.path.startsWith(prefix) ? middleware(ctx, next) : next());
}

function unless(prefix: string, middleware: Koa.Middleware): Koa.Middleware {
  return (ctx, next) => (ctx.path.startsWith(prefix) ? next() : middleware(ctx, next));
}
