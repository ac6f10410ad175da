import type { Context, Middleware } from 'koa';
import type { z } from 'zod';
import type { Logger } from '../../config/logger.ts';
import type { Caller } from './caller.ts';
import type { RequestHeader } from './request-headers.ts';

type Parsed<Schema> = Schema extends z.ZodType ? z.output<Schema> : undefined;

export interface RouteRequest<Params, Query, Body> {
  params: Params;
  query: Query;
  body: Body;
  context: Context;
  requestId: string;
  log: Logger;
}

export interface RouteAnswer {
  status: number;
  /** Left out, or undefined: no body. */
  body?: unknown;
  headers?: Record<string, string>;
}

/** One endpoint: schemas of its input and output, and its handler. */
export interface Route {
  method: 'get' | 'post' | 'put' | 'patch' | 'delete';
  /** Below the base of its surface, in @koa/router's notation. */
  path: string;
  /** For the API reference. */
  summary: string;
  /** Authentication of this route, where routes of a surface differ. Runs before the input is read. */
  before?: Middleware;
  /** Kind of caller and required scopes or access, for the API reference. */
  caller?: Caller;
  needs?: readonly string[];
  /** Headers that the handler reads itself, for the API reference. */
  headers?: readonly RequestHeader[];
  params?: z.ZodType;
  query?: z.ZodType;
  body?: z.ZodType;
  /** Answers by status; null = no body. Undeclared members of a body are stripped. */
  responses: Record<number, z.ZodType | null>;
  /** Whether the answer is stored by `Idempotency-Key`. Default: for routes that answer 201. */
  answersAreKept?: boolean;
  /** Other content types of a 200 than JSON, for the API reference. The route writes the body itself. */
  otherFormats?: readonly string[];
  // defineRoute infers the handler's input; a list of routes cannot keep that type.
  // oxlint-disable-next-line typescript/no-explicit-any
  handler: (request: RouteRequest<any, any, any>) => Promise<RouteAnswer | undefined> | RouteAnswer | undefined;
}

/** Declares a route. The handler gets the parsed parameters, query and body; it returns undefined when it wrote the answer itself. */
export function defineRoute<
  Params extends z.ZodType | undefined = undefined,
  Query extends z.ZodType | undefined = undefined,
  Body extends z.ZodType | undefined = undefined,
>(
  route: Omit<Route, 'params' | 'query' | 'body' | 'handler'> & {
    params?: Params;
    query?: Query;
    body?: Body;
    handler: (
      request: RouteRequest<Parsed<Params>, Parsed<Query>, Parsed<Body>>,
    ) => Promise<RouteAnswer | undefined> | RouteAnswer | undefined;
  },
): Route {
  return route as Route;
}
