import { randomUUID } from 'node:crypto';
import type { Middleware } from 'koa';
import type { Logger } from '../../../config/logger.ts';

const acceptable = /^[\w.:-]{1,64}$/;

/** Uses the caller's `X-Request-Id`, or creates one, for log, events, workflow memo and answer. */
export function requestId(log: Logger): Middleware {
  return async (context, next) => {
    const given = context.get('x-request-id');
    const id = acceptable.test(given) ? given : randomUUID();
    context.state.requestId = id;
    let child: Logger | undefined;
    Object.defineProperty(context.state, 'log', { get: () => (child ??= log.child({ request_id: id })) });
    context.set('X-Request-Id', id);
    await next();
  };
}
