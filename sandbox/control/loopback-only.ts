import { isIP } from 'node:net';
import type { Middleware } from 'koa';

const loopbackOrigin = /^https?:\/\/(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/;
const allowedMethods = 'GET, POST, PUT, DELETE';
const allowedHeaders = 'content-type, last-event-id';

/**
 * Lets pages of this machine in (CORS) and every other site out: the control interface has no password, and a web page
 * anywhere can make the browser of whoever runs the sandbox send requests to it. The host check stops DNS rebinding.
 */
export const loopbackOnly: Middleware = async (context, next) => {
  const origin = context.get('origin');
  context.vary('origin');
  if (!isOwnHost(context.hostname) || (origin !== '' && !loopbackOrigin.test(origin))) {
    context.status = 403;
    context.body = { error: 'only for pages and programs of this machine' };
    return;
  }
  if (origin !== '') {
    context.set('access-control-allow-origin', origin);
    context.set('access-control-expose-headers', 'retry-after');
  }
  if (context.method !== 'OPTIONS') return next();
  context.set('access-control-allow-methods', allowedMethods);
  context.set('access-control-allow-headers', allowedHeaders);
  context.set('access-control-max-age', '600');
  context.status = 204;
};

function isOwnHost(hostname: string): boolean {
  return hostname === 'localhost' || isIP(hostname.replace(/^\[|\]$/g, '')) !== 0;
}
