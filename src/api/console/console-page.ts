import type { Middleware } from 'koa';
import type { ApiDeps } from '../api-deps.ts';
import { checkOrigin } from '../http/browser/check-origin.ts';

/**
 * Finds the session of a browser whose page of ours calls, so that it stands in the place of a token (docs/decisions/0115). A request with an
 * `Authorization` header is never answered by a session.
 * Refuses with origin_refused.
 */
export function consolePage({
  authorizationServer,
  environment,
}: Pick<ApiDeps, 'authorizationServer' | 'environment'>): Middleware {
  const checkPage = checkOrigin(environment.publicUrl);
  return async (context, next) => {
    if (context.get('authorization') !== '') return next();
    const session = await authorizationServer.findBrowserSession(context);
    if (!session) return next();
    context.state.browserSession = session;
    return checkPage(context, next);
  };
}
