import Router from '@koa/router';
import Koa from 'koa';
import type { Middleware } from 'koa';
import { BodyTooLargeError } from '../http/read-body.ts';
import type { SandboxState } from '../state/sandbox-state.ts';
import { addBehaviourRoutes } from './behaviour-routes.ts';
import { addCallbackRoutes } from './callback-routes.ts';
import { addDeviceRoutes } from './device-routes.ts';
import { ControlError } from './json-body.ts';
import { loopbackOnly } from './loopback-only.ts';
import { addMessageRoutes } from './message-routes.ts';

/** Plain HTTP and JSON: how people, pages and tests use the sandbox. */
export function createControlApp(state: SandboxState): Koa {
  const router = new Router();
  router.get('/health', (context) => {
    context.body = { status: 'ok' };
  });
  addDeviceRoutes(router, state.devices);
  addMessageRoutes(router, state.messages);
  addBehaviourRoutes(router, state);
  addCallbackRoutes(router, state.callbacks);

  const app = new Koa();
  // Clients that leave in the middle of a stream are everyday life.
  app.on('error', () => undefined);
  app.use(presentErrors);
  app.use(loopbackOnly);
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
