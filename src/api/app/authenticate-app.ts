import type { Context, Middleware } from 'koa';
import type { TokenHolder } from '../../authorization-server/authorization-server.ts';
import type { RemovedRegistration } from '../../commands/removals/removals.ts';
import type { AppCaller } from '../../commands/devices/app-caller.ts';
import { CountersignError } from '../../errors/countersign-error.ts';
import type { Caller } from '../http/caller.ts';
import { requestOriginOf } from '../http/request-origin.ts';
import type { ApiDeps } from '../api-deps.ts';

/** An installation registers before it has a token. It proves its device key instead: see registrations/routes.ts. */
const withoutToken: ReadonlySet<string> = new Set(['/app/v1/registrations']);

/** Routes that accept a proof by the device key without a token, so that a phone with an expired token can still receive and answer requests. */
const withoutTokenForEnrolled = [
  { method: 'GET', path: /^\/app\/v1\/transactions(\/stream)?$/ },
  { method: 'POST', path: /^\/app\/v1\/transactions\/([^/]+\/(fetch|answer)|claim)$/ },
  { method: 'PUT', path: /^\/app\/v1\/push-enrollment$/ },
  { method: 'POST', path: /^\/app\/v1\/push-enrollment\/[^/]+\/(confirmation|resend)$/ },
] as const;

/** Credentials that a request to the app API needs. @param path as the caller wrote it, or with the names of its parameters. */
export function callerNeeded(method: string, path: string): Caller {
  if (withoutToken.has(path)) return 'device';
  return withoutTokenForEnrolled.some((route) => route.method === method && route.path.test(path))
    ? 'enrolled-app'
    : 'app';
}

type Deps = Pick<ApiDeps, 'authorizationServer' | 'environment'>;

/**
 * Authenticates an app by an access token and a DPoP proof by the bound device key (RFC 9449 section 7), or, where
 * allowed, by a proof by the device key and the registration that it names.
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
  const registrationId = context.get('profile-id');
  if (authorization === undefined && registrationId !== '' && needed === 'enrolled-app')
    return deps.authorizationServer.verifyRegistration({ ...request, registrationId });
  return deps.authorizationServer.verifyAccessToken({ ...request, authorization });
}

/** The DPoP proof and the request that it must cover, with the address as the caller wrote it. */
export function proofOf(deps: Pick<ApiDeps, 'environment'>, context: Context) {
  const url = `${deps.environment.publicUrl}${context.path}`;
  return { dpop: context.get('dpop') || undefined, method: context.method, url, origin: requestOriginOf(context) };
}

/** The authenticated caller and its request. */
export function callerOf(context: Context): AppCaller {
  return { ...requestOriginOf(context), ...(context.state.app as TokenHolder) };
}

/** The registration of the authenticated caller, for removals by the app itself. */
export function ownRegistration(context: Context): RemovedRegistration {
  return callerOf(context);
}
