import Koa from 'koa';
import { pinHost } from '../../serving/own-origin.ts';
import { pageSecurity } from '../../serving/page-security.ts';
import type { PhoneConfig } from '../phone-config.ts';

/** Serves the page of the phone and its configuration. It handles no code, key or message. */
export function createPhoneServer(origin: string, config: PhoneConfig, page: Koa.Middleware): Koa {
  const app = new Koa();
  app.use(async (ctx, next) => (ctx.path === '/health' ? void (ctx.body = { status: 'ready' }) : next()));
  app.use(pinHost(origin));
  app.use(pageSecurity([config.countersignUrl, config.sandboxUrl]));
  app.use(async (ctx, next) => {
    if (ctx.path !== '/config.json') return next();
    ctx.set('Cache-Control', 'no-store');
    ctx.body = config;
  });
  app.use(page);
  return app;
}
