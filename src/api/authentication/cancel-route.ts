import type { Context } from 'koa';
import { cancelFlow } from '../../commands/authentication/flow/cancel-flow.ts';
import { checkRedirect, findSigningInClient } from '../../commands/authentication/flow/check-request.ts';
import { stateOf } from '../../commands/authentication/flow/load-state.ts';
import type { AuthorizationRequest } from '../../domain/authentication/flow/authorization-request.ts';
import type { AuthenticationFlow } from '../../entities/authentication/authentication-flow.ts';
import { CountersignError } from '../../errors/countersign-error.ts';
import type { ApiDeps } from '../api-deps.ts';
import type { OwnCookie } from '../http/browser/own-cookie.ts';
import { requestOriginOf } from '../http/request-origin.ts';
import { defineRoute } from '../http/route.ts';
import type { Route } from '../http/route.ts';
import { keyOf } from './flow-key.ts';
import { presentFlow } from './presenter.ts';
import { flowAnswer, flowBody } from './schema.ts';

export function cancelRoute(deps: ApiDeps, cookie: OwnCookie): Route {
  return defineRoute({
    method: 'post',
    path: '/cancel',
    summary: 'End a sign-in',
    body: flowBody,
    responses: { 200: flowAnswer },
    handler: async ({ body, context }) => {
      const flow = await cancelFlow(deps, keyOf(context, cookie, body.session_id), requestOriginOf(context));
      const site = await leaveForSite(deps, context, flow);
      return { status: 200, body: { ...presentFlow(await stateOf(deps, flow)), ...(site && { redirect_to: site }) } };
    },
  });
}

const refusal = { error: 'access_denied', description: 'the person did not sign in' };

/**
 * Answers the site that the person does not sign in (RFC 6749 section 4.1.2.1).
 * @returns the address at which the browser goes on to the site; undefined where the site does not wait any more.
 */
async function leaveForSite(deps: ApiDeps, context: Context, flow: AuthenticationFlow): Promise<string | undefined> {
  try {
    const { interactionId } = flow;
    if (interactionId) return await deps.authorizationServer.refuseInteraction(context, interactionId, refusal);
    return await refusedAddress(deps, flow);
  } catch (error) {
    if (error instanceof CountersignError) return undefined;
    throw error;
  }
}

/** Where the client began itself. Its address may have been taken from it since. @throws CountersignError */
async function refusedAddress(deps: ApiDeps, { clientId, request }: AuthenticationFlow): Promise<string> {
  const { parameters = {} } = JSON.parse(request) as AuthorizationRequest;
  const { redirect_uri: address = '', state = '' } = parameters;
  checkRedirect(await findSigningInClient(deps, clientId), address);
  const site = new URL(address);
  site.searchParams.set('error', refusal.error);
  site.searchParams.set('error_description', refusal.description);
  site.searchParams.set('state', state);
  site.searchParams.set('iss', `${deps.environment.publicUrl}/oauth`);
  return site.href;
}
