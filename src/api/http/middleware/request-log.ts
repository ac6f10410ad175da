import type { Middleware } from 'koa';
import type { Logger } from '../../../config/logger.ts';

/**
 * One line for each request: method, route (never the address with its ids or query), status, milliseconds. A request that changes
 * something is logged at `info`, so that its request id is in the log; reads and polls at `debug`.
 */
export function requestLog(logger: Logger): Middleware {
  const log = logger.child({}, { redact: [] });
  return async (context, next) => {
    const started = performance.now();
    await next();
    const fields = {
      request_id: context.state.requestId as string,
      method: context.method,
      route: context.state.route ?? 'unmatched',
      status: context.status,
      duration_ms: Math.round((performance.now() - started) * 10) / 10,
    };
    if (context.status >= 500) log.warn(fields, 'request failed');
    else if (context.method === 'GET' || context.method === 'HEAD' || context.method === 'OPTIONS')
      log.debug(fields, 'request');
    else log.info(fields, 'request');
  };
}
