import type { Context, Middleware } from 'koa';
import type { TokenHolder } from '../../authorization-server/authorization-server.ts';
import type { AppCaller } from '../../commands/app-caller.ts';
import { requestOriginOf } from '../request-origin.ts';
import type { ApiDeps } from '../api-deps.ts';

/** An installation registers before it has a token. It proves its device key instead: see registrations/routes.ts. */
const withoutToken: ReadonlySet<string> = new Set(['/app/v1/registrations']);

/**
 * Lets in whoever brings an access token and a DPoP proof by the device key it is bound to (RFC 9449 section 7).
 * Refuses with invalid_token, invalid_dpop_proof or version_disabled.
 */
export function authenticateApp(deps: Pick<ApiDeps, 'authorizationServer' | 'environment'>): Middleware {
  return async (context, next) => {
    if (!withoutToken.has(context.path)) {
      const headers = { authorization: context.get('authorization') || undefined, dpop: context.get('dpop') || undefined };
      context.state.app = await deps.authorizationServer.verifyAccessToken({ ...headers, method: context.method, url: publicUrlOf(deps, context) });
    }
    await next();
  };
}

/** The address as the caller wrote it: what a DPoP proof names. */
export function publicUrlOf(deps: Pick<ApiDeps, 'environment'>, context: Context): string {
  return `${deps.environment.publicUrl}${context.path}`;
}

/** The caller that was let in, and the request it makes. */
export function callerOf(context: Context): AppCaller {
  return { ...requestOriginOf(context), ...(context.state.app as TokenHolder) };
}
