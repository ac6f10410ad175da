import { processLimits } from '../../domain/rate-limits/limits.ts';
import type { ApiDeps } from '../api-deps.ts';
import { flowCookieOf } from '../http/browser/own-cookie.ts';
import type { OwnCookie } from '../http/browser/own-cookie.ts';
import { checkOrigin } from '../http/browser/check-origin.ts';
import { defineRoute } from '../http/route.ts';
import type { Route } from '../http/route.ts';
import { abortSignal } from '../http/streaming/abort-signal.ts';
import { createNewestStreams } from '../http/streaming/newest-streams.ts';
import { accountRoutes } from './accounts/routes.ts';
import { cancelRoute } from './cancel-route.ts';
import { consentRoutes } from './consent/routes.ts';
import { keyOf } from './flow-key.ts';
import { presentFlow } from './presenter.ts';
import { flowAnswer, statusQuery } from './schema.ts';
import { authorizeRoute, startRoute } from './start-route.ts';
import { stepRoutes } from './step-routes.ts';
import { tokenRoutes } from './token/routes.ts';
import { undoRoute } from './undo-route.ts';
import { streamFlow, waitForFlow } from './wait-for-flow.ts';

/** The flow API (contract/authentication.md section 1): how a person signs in, step by step. */
export function authenticationRoutes(deps: ApiDeps): Route[] {
  const cookie = flowCookieOf(deps.environment.publicUrl);
  const withCookie = [
    startRoute(deps, cookie),
    statusRoute(deps, cookie),
    ...stepRoutes(deps, cookie),
    cancelRoute(deps, cookie),
    ...accountRoutes(deps),
    ...consentRoutes(deps),
    undoRoute(deps),
    ...tokenRoutes(deps, cookie),
  ];
  const before = checkOrigin(deps.environment.publicUrl);
  return [...withCookie.map((route) => ({ ...route, before })), authorizeRoute(deps)];
}

/** A page needs one; those of lost connections linger. */
const { most: mostWatchers } = processLimits['flow-watchers'];

function statusRoute(apiDeps: ApiDeps, cookie: OwnCookie): Route {
  const deps = { ...apiDeps, watchers: createNewestStreams(mostWatchers) };
  return defineRoute({
    method: 'get',
    path: '/status',
    summary: 'Where a sign-in stands',
    query: statusQuery,
    responses: { 200: flowAnswer },
    otherFormats: ['text/event-stream'],
    handler: async ({ query, context, log }) => {
      const key = keyOf(context, cookie, query.session_id);
      if (context.accepts('application/json', 'text/event-stream') === 'text/event-stream') {
        await streamFlow(deps, context, key, log);
        return undefined;
      }
      const wait = { timeoutMs: query.wait * 1000, abort: abortSignal(context) };
      return { status: 200, body: presentFlow(await waitForFlow(deps, { context, key, ...wait })) };
    },
  });
}
