import { createHash } from 'node:crypto';
import type { Context } from 'koa';
import { consumeToken } from '../../../commands/action-tokens/use/consume-token.ts';
import { describeForPage } from '../../../commands/action-tokens/use/describe-for-page.ts';
import { requestLink } from '../../../commands/action-tokens/open/request-link.ts';
import { allowedReturn } from '../../../commands/action-tokens/use/redirect-of-sign-in.ts';
import { findSigningInClient } from '../../../commands/authentication/flow/check-request.ts';
import { stateOf } from '../../../commands/authentication/flow/load-state.ts';
import { openFlow } from '../../../commands/authentication/flow/open-flow.ts';
import { findShownPerson } from '../../../commands/authentication/flow/own-methods.ts';
import { limitAddress } from '../../../commands/rate-limits/limit-address.ts';
import { accountCallbackPath, portalClientId } from '../../../commands/tokens/registry/portal-client.ts';
import { bounds, rateLimit } from '../../../domain/rate-limits/limits.ts';
import type { ApiDeps } from '../../api-deps.ts';
import { accountCookie, deviceCookie, linkCookie, ownCookie } from '../../http/browser/own-cookie.ts';
import type { OwnCookie } from '../../http/browser/own-cookie.ts';
import { requestOriginOf } from '../../http/request-origin.ts';
import { defineRoute } from '../../http/route.ts';
import type { Route } from '../../http/route.ts';
import { presentFlow } from '../presenter.ts';
import { flowAnswer } from '../schema.ts';
import { describeBody, describedToken, processBody, processedToken, requestBody, tokenStartBody } from './schema.ts';

/** Seconds that a browser may take from the sight of a token to its use, and to repeat that when an answer was lost. */
const browserLifetime = bounds['flow-lifetime'].most;
/** Seconds that a browser keeps what links are bound to: as long as the longest of them are good. */
const linkLifetime = 90 * 86_400;

/**
 * What the page of an action token needs (contract/idp.md section 1). Reading uses nothing up. A token that signs in is used in a sign-in of
 * the account pages, by the method `action_token`; any other is processed here.
 */
export function tokenRoutes(deps: ApiDeps, flowCookie: OwnCookie): Route[] {
  return [describeRoute(deps), requestRoute(deps), startRoute(deps, flowCookie), processRoute(deps)];
}

/** Who is signed in with the browser, beside the person of the token. */
function signedIn(accountId: string | undefined, personId: string): 'none' | 'same' | 'other' {
  if (accountId === undefined) return 'none';
  return accountId === personId ? 'same' : 'other';
}

const linkOf = (deps: ApiDeps, context: Context) => linkCookie(deps.environment.publicUrl).read(context);

function describeRoute(deps: ApiDeps): Route {
  return defineRoute({
    method: 'post',
    path: '/token/describe',
    summary: 'What an action token will do',
    body: describeBody,
    responses: { 200: describedToken },
    handler: async ({ body: { token }, context }) => {
      const origin = requestOriginOf(context);
      const found = await describeForPage(deps, { token, device: linkOf(deps, context), origin });
      const session = await deps.authorizationServer.findBrowserSession(context);
      const who = signedIn(session?.accountId, found.personId);
      return {
        status: 200,
        body: {
          actions: found.types.map((type) => ({ type })),
          user: { display: (await findShownPerson(deps.em(), found.personId)).display },
          signed_in: who,
          code_required: found.needsCode,
          redirect_host: found.redirectHost,
          redirect_name: found.redirectName,
          // Who is signed in as another person is asked: their session ends.
          at_once: found.actsAtOnce && who !== 'other',
          expires_at: found.expiresAt.toISOString(),
        },
      };
    },
  });
}

/** The page of a link that does not work asks for another one, which the setting `action_token_same_device` binds to this browser. */
function requestRoute(deps: ApiDeps): Route {
  const cookie = linkCookie(deps.environment.publicUrl);
  return defineRoute({
    method: 'post',
    path: '/token/request',
    summary: 'Ask for a new link that activates an account',
    body: requestBody,
    responses: { 204: null },
    handler: async ({ body: { email }, context }) => {
      const device = cookie.read(context) ?? deps.random(32).toString('base64url');
      const send = await requestLink(deps, { email, device, origin: requestOriginOf(context) });
      cookie.set(context, device, linkLifetime);
      // After the answer, whose time would show whether there is such a person.
      setImmediate(
        () => void send().catch((error: unknown) => deps.log.warn({ err: error }, 'a new link was not sent')),
      );
      return { status: 204 };
    },
  });
}

/**
 * Begins a sign-in of the account pages, whose request is the server's: the callback of these pages checks its `state` and finds the token by the
 * flow. A session does not do, as it may be another person's.
 */
function startRoute(deps: ApiDeps, flowCookie: OwnCookie): Route {
  const countAddress = limitAddress(deps, { ...rateLimit('authentication-start:address'), keptInProcess: true });
  const { publicUrl } = deps.environment;
  return defineRoute({
    method: 'post',
    path: '/token/start',
    summary: 'Start the sign-in in which an action token is used',
    body: tokenStartBody,
    responses: { 201: flowAnswer },
    handler: async ({ body: { return_url: returnUrl }, context }) => {
      const origin = requestOriginOf(context);
      await countAddress(origin);
      const state = deps.random(32).toString('base64url');
      const opened = await openFlow(deps, {
        client: await findSigningInClient(deps, portalClientId),
        interactionId: null,
        request: { parameters: requestParameters(deps, state), returnUrl },
        languages: context.get('accept-language'),
        device: deviceCookie(publicUrl).read(context),
        origin,
      });
      accountCookie(publicUrl).set(context, state, browserLifetime);
      flowCookie.set(context, opened.cookie, browserLifetime + 3600);
      return { status: 201, body: presentFlow(await stateOf(deps, opened.flow)) };
    },
  });
}

/** The code of the request is not exchanged (docs/decisions/0102): its verifier is kept nowhere. */
function requestParameters({ environment: { publicUrl }, random }: ApiDeps, state: string): Record<string, string> {
  return {
    client_id: portalClientId,
    redirect_uri: `${publicUrl}${accountCallbackPath}`,
    response_type: 'code',
    scope: 'openid',
    prompt: 'login',
    state,
    code_challenge: createHash('sha256').update(random(32)).digest('base64url'),
    code_challenge_method: 'S256',
  };
}

function processRoute(deps: ApiDeps): Route {
  const { publicUrl } = deps.environment;
  const attempt = ownCookie(publicUrl, 'cs_token');
  return defineRoute({
    method: 'post',
    path: '/token/process',
    summary: 'Process an action token that does not sign in',
    body: processBody,
    responses: { 200: processedToken },
    handler: async ({ body: { token, code, return_url: returnUrl }, context }) => {
      // A repetition by this browser, whose answer was lost, is known by it.
      const secret = attempt.read(context) ?? deps.random(32).toString('base64url');
      attempt.set(context, secret, browserLifetime);
      const caller = { kind: 'browser', secret } as const;
      const origin = requestOriginOf(context);
      const used = await consumeToken(deps, { token, code, caller, device: linkOf(deps, context), origin });
      const { general } = await deps.configuration.current();
      return {
        status: 200,
        body: {
          results: used.results.map(({ type, status }) => ({ type, execution_status: status })),
          redirect_to: used.redirectUri ?? allowedReturn(general, publicUrl, returnUrl) ?? null,
        },
      };
    },
  });
}
