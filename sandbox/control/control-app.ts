import { isIP } from 'node:net';
import Router from '@koa/router';
import Koa from 'koa';
import type { Middleware } from 'koa';
import { BodyTooLargeError } from '../http/read-body.ts';
import type { SandboxState } from '../state/sandbox-state.ts';
import { identityProviders } from '../identity-provider/identity-routes.ts';
import { addInboxRoutes } from '../inbox/inbox-routes.ts';
import { addBehaviourRoutes } from './behaviour-routes.ts';
import { addCallbackRoutes } from './callback-routes.ts';
import { addDeviceRoutes } from './device-routes.ts';
import { ControlError } from './json-body.ts';
import { addMailRoutes } from './mail-routes.ts';
import { addMessageRoutes } from './message-routes.ts';

/** The control interface for developers, pages and tests: plain HTTP and JSON. */
export function createControlApp(state: SandboxState): Koa {
  const router = new Router();
  router.get('/health', (context) => {
    context.body = { status: 'ok' };
  });
  addDeviceRoutes(router, state.devices);
  addMessageRoutes(router, state.messages);
  addMailRoutes(router, state.mails);
  addInboxRoutes(router, state);
  addBehaviourRoutes(router, state);
  addCallbackRoutes(router, state.callbacks);

  const app = new Koa();
  // Clients may disconnect during a stream.
  app.on('error', () => undefined);
  app.use(presentErrors);
  app.use(loopbackOnly);
  app.use(identityProviders());
  app.use(router.routes());
  app.use(router.allowedMethods());
  return app;
}

const presentErrors: Middleware = async (context, next) => {
  try {
    await next();
    if (context.status === 404 && context.body == null) throw new ControlError(404, 'no such resource');
  } catch (error) {
    const [status, message] = presentError(error);
    context.status = status;
    context.body = { error: message };
  }
};

function presentError(error: unknown): [status: number, message: string] {
  if (error instanceof ControlError) return [error.status, error.message];
  if (error instanceof BodyTooLargeError) return [413, error.message];
  return [500, 'the sandbox could not answer'];
}

const loopbackOrigin = /^https?:\/\/(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/;
const allowedMethods = 'GET, POST, PUT, DELETE';
const allowedHeaders = 'content-type, last-event-id';

/**
 * Allows pages of this machine (CORS) and refuses every other origin: the control interface has no password, and any web page
 * can make the developer's browser send requests to it. The check of the host prevents DNS rebinding.
 */
const loopbackOnly: Middleware = async (context, next) => {
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
