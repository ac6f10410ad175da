import type { Context, Middleware } from 'koa';
import type { z } from 'zod';
import type { Logger } from '../../../config/logger.ts';
import { CountersignError } from '../../../errors/countersign-error.ts';
import type { Route, RouteAnswer } from '../route.ts';

/**
 * Validates the input that a route declares, calls its handler and writes its answer. Input of another shape is
 * `invalid_request` naming the parameter; undeclared output is stripped.
 */
export function guard(route: Route): Middleware {
  return async (context) => {
    const { params, query } = context;
    const answer = await callRoute(route, { params, query, body: context.request.body }, context);
    if (answer) write(context, route, answer);
  };
}

/** Input of a route as it came, not validated. */
export interface RawInput {
  params?: unknown;
  query?: unknown;
  body?: unknown;
}

/**
 * Validates the input of a route and calls its handler.
 * @throws CountersignError `invalid_request` naming the parameter
 */
export async function callRoute(
  route: Route,
  { params, query, body }: RawInput,
  context: Context,
): Promise<RouteAnswer | undefined> {
  return route.handler({
    params: read(route.params, params, 'path'),
    query: read(route.query, query, 'query'),
    body: read(route.body, body, 'body'),
    context,
    requestId: context.state.requestId as string,
    log: context.state.log as Logger,
  });
}

/** The body of an answer without what the route does not declare; null for none. */
export function declaredBody(route: Route, { status, body }: RouteAnswer): unknown {
  const schema = route.responses[status];
  if (schema === undefined) throw new Error(`${route.path} does not declare the status ${status}`);
  return schema === null ? null : schema.parse(body);
}

function read(schema: z.ZodType | undefined, value: unknown, place: string): unknown {
  if (!schema) return undefined;
  const parsed = schema.safeParse(value ?? {});
  if (parsed.success) return parsed.data;
  const issue = nearestIssue(parsed.error.issues);
  const parameter = (
    issue?.path.join('.') || (issue?.code === 'unrecognized_keys' ? issue.keys.join(', ') : place)
  ).slice(0, 100);
  throw new CountersignError('invalid_request', {
    extra: { parameter, ...reasonOf(issue, parameter) },
    detail: `${place}: ${parameter}: ${issue?.code}`,
  });
}

/** Of a union, what is wrong with the alternative that has the least wrong with it. */
function nearestIssue([issue]: readonly z.core.$ZodIssue[]): z.core.$ZodIssue | undefined {
  if (issue?.code !== 'invalid_union') return issue;
  const [nearest = []] = issue.errors.toSorted((left, right) => left.length - right.length);
  const inner = nearestIssue(nearest);
  return inner ? { ...inner, path: [...issue.path, ...inner.path] } : issue;
}

/** Reason that a schema gives for the caller, if any. */
function reasonOf(issue: z.core.$ZodIssue | undefined, parameter: string): { details?: object[] } {
  const reason = issue?.code === 'custom' ? (issue.params?.['reason'] as unknown) : undefined;
  return issue && typeof reason === 'string' ? { details: [{ code: reason, parameter, message: issue.message }] } : {};
}

function write(context: Context, route: Route, answer: RouteAnswer): void {
  const body = declaredBody(route, answer);
  if (answer.headers) context.set(answer.headers);
  context.status = answer.status;
  context.body = body;
  context.status = answer.status;
}
