import type { Context, Middleware } from 'koa';
import type { TokenHolder } from '../../authorization-server/authorization-server.ts';
import type { AppCaller } from '../../commands/app-caller.ts';
import { CountersignError } from '../../errors/countersign-error.ts';
import type { Caller } from '../caller.ts';
import { requestOriginOf } from '../request-origin.ts';
import type { ApiDeps } from '../api-deps.ts';

/** An installation registers before it has a token. It proves its device key instead: see registrations/routes.ts. */
const withoutToken: ReadonlySet<string> = new Set(['/app/v1/registrations']);

/** What needs no more than the enrolment, so that a phone whose token has lapsed can still be asked and answer. */
const withoutTokenForEnrolled = [
  { method: 'GET', path: /^\/app\/v1\/transactions(\/stream)?$/ },
  { method: 'POST', path: /^\/app\/v1\/transactions\/([^/]+\/(fetch|answer)|claim)$/ },
  { method: 'PUT', path: /^\/app\/v1\/push-enrollment$/ },
  { method: 'POST', path: /^\/app\/v1\/push-enrollment\/[^/]+\/(confirmation|resend)$/ },
] as const;

/** What a request to the app API has to bring. @param path as the caller wrote it, or with the names of its parameters. */
export function callerNeeded(method: string, path: string): Caller {
  if (withoutToken.has(path)) return 'device';
  return withoutTokenForEnrolled.some((route) => route.method === method && route.path.test(path)) ? 'enrolled-app' : 'app';
}

type Deps = Pick<ApiDeps, 'authorizationServer' | 'environment'>;

/**
 * Lets in whoever brings an access token and a DPoP proof by the device key it is bound to (RFC 9449 section 7), or, where
 * that is enough, a proof by the device key and the profile it speaks for.
 * Refuses with invalid_token, invalid_dpop_proof, use_dpop_nonce or version_disabled.
 */
export function authenticateApp(deps: Deps): Middleware {
  return async (context, next) => {
    const { nonce, required } = await deps.authorizationServer.proofNonce();
    if (required) context.set('DPoP-Nonce', nonce);
    try {
      const needed = callerNeeded(context.method, context.path);
      if (needed !== 'device') context.state.app = await findCaller(deps, context, needed);
      await next();
    } catch (error) {
      if (error instanceof CountersignError && error.code === 'use_dpop_nonce') context.set('DPoP-Nonce', nonce);
      throw error;
    }
  };
}

function findCaller(deps: Deps, context: Context, needed: Caller): Promise<TokenHolder> {
  const request = proofOf(deps, context);
  const authorization = context.get('authorization') || undefined;
  const profileId = context.get('profile-id');
  if (authorization === undefined && profileId !== '' && needed === 'enrolled-app') return deps.authorizationServer.verifyProfile({ ...request, profileId });
  return deps.authorizationServer.verifyAccessToken({ ...request, authorization });
}

/** The proof of a request, and the request that it has to be for: its address is as the caller wrote it. */
export function proofOf(deps: Pick<ApiDeps, 'environment'>, context: Context) {
  const url = `${deps.environment.publicUrl}${context.path}`;
  return { dpop: context.get('dpop') || undefined, method: context.method, url, origin: requestOriginOf(context) };
}

/** The caller that was let in, and the request it makes. */
export function callerOf(context: Context): AppCaller {
  return { ...requestOriginOf(context), ...(context.state.app as TokenHolder) };
}
