import type { Context, Middleware } from 'koa';
import type { z } from 'zod';
import type { Logger } from '../../config/logger.ts';
import { CountersignError } from '../../errors/countersign-error.ts';
import type { Route, RouteAnswer } from '../route.ts';

/**
 * Reads what a route declares, calls its handler and writes its answer: anything that does not fit the declared shape is
 * `invalid_request` naming the parameter, and nothing undeclared leaves.
 */
export function guard(route: Route): Middleware {
  return async (context) => {
    const answer = await route.handler({
      params: read(route.params, context.params as unknown, 'path'),
      query: read(route.query, context.query, 'query'),
      body: read(route.body, context.request.body, 'body'),
      context,
      requestId: context.state.requestId as string,
      log: context.state.log as Logger,
    });
    if (answer) write(context, route, answer);
  };
}

function read(schema: z.ZodType | undefined, value: unknown, place: string): unknown {
  if (!schema) return undefined;
  const parsed = schema.safeParse(value ?? {});
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const parameter = (issue?.path.join('.') || (issue?.code === 'unrecognized_keys' ? issue.keys.join(', ') : place)).slice(0, 100);
  throw new CountersignError('invalid_request', { extra: { parameter, ...reasonOf(issue, parameter) }, detail: `${place}: ${parameter}: ${issue?.code}` });
}

/** What a schema of ours says about a refused value, when it means to tell the caller. */
function reasonOf(issue: z.core.$ZodIssue | undefined, parameter: string): { details?: object[] } {
  const reason = issue?.code === 'custom' ? (issue.params?.['reason'] as unknown) : undefined;
  return issue && typeof reason === 'string' ? { details: [{ code: reason, parameter, message: issue.message }] } : {};
}

function write(context: Context, route: Route, answer: RouteAnswer): void {
  const schema = route.responses[answer.status];
  if (schema === undefined) throw new Error(`${route.path} does not declare the status ${answer.status}`);
  if (answer.headers) context.set(answer.headers);
  context.status = answer.status;
  if (schema !== null) context.body = schema.parse(answer.body);
  else context.body = null;
  context.status = answer.status;
}
