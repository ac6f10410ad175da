import Koa from 'koa';
import helmet from 'koa-helmet';
import { mountAuthorizationServer } from '../authorization-server/mount.ts';
import { CountersignError } from '../errors/countersign-error.ts';
import type { ApiDeps } from './api-deps.ts';
import { problems } from './error-formats.ts';
import { clientAddress } from './middleware/client-address.ts';
import { errors } from './middleware/errors.ts';
import { keptAnswers } from './middleware/kept-answers.ts';
import { requestId } from './middleware/request-id.ts';
import { requestMetrics } from './middleware/request-metrics.ts';
import { requestLog } from './middleware/request-log.ts';
import { mountSurface } from './mount-surface.ts';
import { surfaces } from './surfaces.ts';

const callersFault = /^(ECONNRESET|ECONNABORTED|EPIPE|ERR_STREAM_PREMATURE_CLOSE|ERR_STREAM_DESTROYED|ERR_HTTP_REQUEST_TIMEOUT|HPE_\w+)$/;

/** The public API: middleware in the order a request meets it. */
export function createApp(deps: ApiDeps): Koa {
  const app = new Koa({ proxy: deps.environment.trustedProxies > 0, maxIpsCount: deps.environment.trustedProxies });
  app.on('error', (error: Error & { code?: string }) => {
    const { code, name, stack } = error;
    // A caller that hung up, or sent what is no HTTP, is not news. What it sent (it may hang on the error) is no log's business.
    if (callersFault.test(code ?? '')) deps.log.debug({ code }, 'request broken off');
    else deps.log.error({ code, name, stack }, 'request failed outside its surface');
  });
  app.use(clientAddress);
  app.use(requestId(deps.log));
  app.use(requestLog());
  app.use(helmet({ contentSecurityPolicy: { useDefaults: false, directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] } }, crossOriginResourcePolicy: { policy: 'cross-origin' }, frameguard: { action: 'deny' } }));
  const { metrics } = deps;
  const kept = keptAnswers(deps);
  for (const surface of surfaces(deps)) app.use(mountSurface({ metrics, kept }, surface));
  app.use(requestMetrics(deps.metrics, 'authorization-server'));
  app.use(mountAuthorizationServer(deps.authorizationServer));
  app.use(errors(problems));
  app.use(() => {
    throw new CountersignError('not_found');
  });
  return app;
}
