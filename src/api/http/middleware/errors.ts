import type { Context, Middleware } from 'koa';
import type { z } from 'zod';
import type { Logger } from '../../../config/logger.ts';
import { CountersignError } from '../../../errors/countersign-error.ts';
import { isDatabaseAway } from '../../../errors/database-away.ts';

/** Error format of one surface. */
export interface ErrorFormat {
  mediaType: string;
  /** Schema of what {@link write} writes, for the API reference. */
  body: z.ZodType;
  write: (error: CountersignError, requestId: string) => { body: unknown; headers?: Record<string, string> };
}

/** Turns errors into answers, once for a surface. Server faults are logged with their cause, which is not sent. */
export function errors(format: ErrorFormat): Middleware {
  return async (context, next) => {
    try {
      await next();
    } catch (thrown) {
      const error = toCountersignError(thrown);
      logRefusal(context, error, thrown);
      const { body, headers } = format.write(error, context.state.requestId as string);
      context.status = error.httpStatus;
      context.body = body;
      if (error.retryAfterSeconds !== undefined) context.set('Retry-After', String(error.retryAfterSeconds));
      if (headers) context.set(headers);
    }
  };
}

function toCountersignError(thrown: unknown): CountersignError {
  if (thrown instanceof CountersignError) return thrown;
  if (isDatabaseAway(thrown))
    return new CountersignError('database_unreachable', { cause: thrown, retryAfterSeconds: 2 });
  const status = (thrown as { status?: unknown }).status;
  if (status === 413) return new CountersignError('body_too_large');
  if (status === 415) return new CountersignError('unsupported_media_type');
  if (typeof status === 'number' && status >= 400 && status < 500)
    return new CountersignError('invalid_request', { cause: thrown });
  return new CountersignError('internal_error', { cause: thrown });
}

/** Log fields of a refusal: the route, never the address with its ids. */
function logRefusal(context: Context, error: CountersignError, thrown: unknown): void {
  const log = context.state.log as Logger;
  const client = (context.state.apiClient as { id: string } | undefined)?.id;
  const parameter = error.extra['parameter'];
  const fields = {
    method: context.method,
    route: context.state.route,
    status: error.httpStatus,
    client,
    code: error.code,
    parameter,
    detail: error.detail,
  };
  if (error.code === 'internal_error') log.error({ ...fields, err: thrown }, 'request failed');
  else if (error.httpStatus >= 500) log.warn({ ...fields, err: error.cause }, 'request refused');
  else log.info(fields, 'request refused');
}
