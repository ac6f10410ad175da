import Koa from 'koa';
import helmet from 'koa-helmet';
import { mountAuthorizationServer } from '../authorization-server/mount.ts';
import { CountersignError } from '../errors/countersign-error.ts';
import type { ApiDeps } from './api-deps.ts';
import { problems } from './http/error-formats.ts';
import { clientAddress } from './http/middleware/client-address.ts';
import { errors } from './http/middleware/errors.ts';
import { keptAnswers } from './http/middleware/kept-answers.ts';
import { requestId } from './http/middleware/request-id.ts';
import { requestMetrics } from './http/middleware/request-metrics.ts';
import { requestLog } from './http/middleware/request-log.ts';
import { mountSurface } from './http/mount-surface.ts';
import { surfaces } from './http/surfaces.ts';
import { consoleSession } from './console/console-session.ts';
import { accountSignIn } from './pages/account-sign-in.ts';
import { consolePages } from './pages/console-pages.ts';
import { portalPages } from './pages/portal-pages.ts';
import { resourceMetadata } from './pages/resource-metadata.ts';
import { relatedOrigins } from './pages/related-origins.ts';

const callersFault =
  /^(ECONNRESET|ECONNABORTED|EPIPE|ERR_STREAM_PREMATURE_CLOSE|ERR_STREAM_DESTROYED|ERR_HTTP_REQUEST_TIMEOUT|HPE_\w+)$/;

/** The public API: middleware in the order a request meets it. */
export function createApp(deps: ApiDeps): Koa {
  const app = new Koa({ proxy: deps.environment.trustedProxies > 0, maxIpsCount: deps.environment.trustedProxies });
  app.on('error', (error: Error & { code?: string }) => {
    const { code, name, stack } = error;
    // A caller that hung up or sent no HTTP is not logged. The error may hold what the caller sent, which must not be logged.
    if (callersFault.test(code ?? '')) deps.log.debug({ code }, 'request broken off');
    else deps.log.error({ code, name, stack }, 'request failed outside its surface');
  });
  app.use(clientAddress);
  app.use(requestId(deps.log));
  app.use(requestLog(deps.log));
  app.use(
    helmet({
      contentSecurityPolicy: { useDefaults: false, directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] } },
      crossOriginResourcePolicy: { policy: 'cross-origin' },
      frameguard: { action: 'deny' },
    }),
  );
  app.use(resourceMetadata(deps));
  const { metrics, clockWatch } = deps;
  const kept = keptAnswers(deps);
  for (const surface of surfaces(deps)) app.use(mountSurface({ metrics, clockWatch, kept }, surface));
  app.use(relatedOrigins(deps));
  app.use(accountSignIn(deps));
  app.use(portalPages(deps));
  app.use(consoleSession(deps));
  app.use(consolePages(deps));
  app.use(requestMetrics(deps.metrics, 'authorization-server'));
  app.use(mountAuthorizationServer(deps.authorizationServer));
  app.use(errors(problems));
  app.use(() => {
    throw new CountersignError('not_found');
  });
  return app;
}
