import type { Context, Middleware } from 'koa';
import type { z } from 'zod';
import type { Logger } from '../config/logger.ts';
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

/** One endpoint, declared once: what comes in, what goes out, what it does. */
export interface Route {
  method: 'get' | 'post' | 'put' | 'patch' | 'delete';
  /** Below the base of its surface, in @koa/router's notation. */
  path: string;
  /** For the API reference. */
  summary: string;
  /** Who may come in, where the routes of a surface differ in it: before anything that was sent is read. */
  before?: Middleware;
  /** The same for the API reference: who calls it, and what of scopes or access that takes. */
  caller?: Caller;
  needs?: readonly string[];
  /** Headers of the request that it reads itself, for the API reference. */
  headers?: readonly RequestHeader[];
  params?: z.ZodType;
  query?: z.ZodType;
  body?: z.ZodType;
  /** What is answered, by status; null = no body. A body is passed through its schema, so nothing undeclared leaves. */
  responses: Record<number, z.ZodType | null>;
  /** Whether an `Idempotency-Key` brings the first answer again; where nothing is said, it does for what creates something (201). */
  answersAreKept?: boolean;
  /** Content types of a 200 besides JSON, for the API reference: the route writes them itself. */
  otherFormats?: readonly string[];
  // The handler's input is inferred by defineRoute; a list of routes has to forget it.
  // oxlint-disable-next-line typescript/no-explicit-any
  handler: (request: RouteRequest<any, any, any>) => Promise<RouteAnswer | undefined> | RouteAnswer | undefined;
}

/** Declares a route; the handler gets its parameters, query and body as their schemas read them. Undefined = it answered by itself. */
export function defineRoute<
  Params extends z.ZodType | undefined = undefined,
  Query extends z.ZodType | undefined = undefined,
  Body extends z.ZodType | undefined = undefined,
>(
  route: Omit<Route, 'params' | 'query' | 'body' | 'handler'> & {
    params?: Params;
    query?: Query;
    body?: Body;
    handler: (request: RouteRequest<Parsed<Params>, Parsed<Query>, Parsed<Body>>) => Promise<RouteAnswer | undefined> | RouteAnswer | undefined;
  },
): Route {
  return route as Route;
}
