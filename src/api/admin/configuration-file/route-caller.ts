import type { Context } from 'koa';
import { callRoute, declaredBody } from '../../http/middleware/guard.ts';
import type { RawInput } from '../../http/middleware/guard.ts';
import type { Route } from '../../http/route.ts';

interface Answer {
  body: unknown;
  /** Entity tag of the answer, where it has one. */
  tag: string | undefined;
}

/** Input of a call, and the tag of what its caller saw (`If-Match`). */
export interface CallInput extends RawInput {
  tag?: string | undefined;
}

/** Calls a route by its method and its path without optional ends, such as `patch /claims/:claim_id`. */
export type RouteCaller = (operation: string, input?: CallInput) => Promise<Answer>;

/**
 * Calls routes of the APIs as their callers do: the same validation, commands, events and refusals.
 * @returns the caller of a request that the calls are part of.
 */
export function createRouteCaller(routes: readonly Route[]): (context: Context) => RouteCaller {
  const byOperation = new Map(routes.map((route) => [operationOf(route), route]));
  return (context) =>
    async (operation, { tag, ...input } = {}) => {
      const route = byOperation.get(operation);
      if (!route) throw new Error(`There is no route ${operation}`);
      const answer = await callRoute(route, input, withTag(context, tag));
      if (!answer) throw new Error(`${operation} writes its answer itself`);
      return { body: declaredBody(route, answer), tag: answer.headers?.['ETag'] };
    };
}

function operationOf({ method, path }: Route): string {
  return `${method} ${path.replace(/\{\/\}$/, '')}`;
}

/** The request with `If-Match` of a part: its own is of the whole configuration. */
function withTag(context: Context, tag: string | undefined): Context {
  const get = (field: string) => (field.toLowerCase() === 'if-match' ? (tag ?? '') : context.get(field));
  return Object.create(context, { get: { value: get } }) as Context;
}
