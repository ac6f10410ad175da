import type { Context } from 'koa';
import { checkRedirect, findSigningInClient } from '../../commands/authentication/flow/check-request.ts';
import { stateOf } from '../../commands/authentication/flow/load-state.ts';
import { openFlow } from '../../commands/authentication/flow/open-flow.ts';
import type { NewFlow } from '../../commands/authentication/flow/open-flow.ts';
import { limitAddress } from '../../commands/rate-limits/limit-address.ts';
import { bounds, rateLimit } from '../../domain/rate-limits/limits.ts';
import { CountersignError } from '../../errors/countersign-error.ts';
import type { ApiDeps } from '../api-deps.ts';
import { deviceCookie, trustCookie } from '../http/browser/own-cookie.ts';
import type { OwnCookie } from '../http/browser/own-cookie.ts';
import { requestOriginOf } from '../http/request-origin.ts';
import { defineRoute } from '../http/route.ts';
import type { Route } from '../http/route.ts';
import { firstAdministrator } from './first-administrator.ts';
import { presentFlow } from './presenter.ts';
import { authorizeQuery, flowAnswer, startBody } from './schema.ts';
import type { ClientRequest } from './schema.ts';

/** Seconds that the cookie is kept: as long as the row, so that a page can say what became of the flow. */
const cookieLifetime = bounds['flow-lifetime'].most + 3600;

export function startRoute(deps: ApiDeps, cookie: OwnCookie): Route {
  const ensureAdministrator = firstAdministrator(deps);
  const countAddress = limitAddress(deps, { ...rateLimit('authentication-start:address'), keptInProcess: true });
  return defineRoute({
    method: 'post',
    path: '/start',
    summary: 'Start a sign-in',
    body: startBody,
    responses: { 201: flowAnswer },
    handler: async ({ body, context }) => {
      const origin = requestOriginOf(context);
      await countAddress(origin);
      await ensureAdministrator(context);
      const asked = 'interaction' in body ? await byPages(deps, context, body) : await byClient(deps, context, body);
      const { publicUrl } = deps.environment;
      const device = deviceCookie(publicUrl).read(context);
      const trusted = trustCookie(publicUrl).read(context);
      const languages = context.get('accept-language');
      const opened = await openFlow(deps, { ...asked, languages, device, trusted, origin });
      cookie.set(context, opened.cookie, cookieLifetime);
      return { status: 201, body: presentFlow(await stateOf(deps, opened.flow)) };
    },
  });
}

type Asked = Pick<
  NewFlow,
  'client' | 'interactionId' | 'request' | 'minimum' | 'session' | 'sessionId' | 'chosenPersonId'
>;

/**
 * Order A: the authorization server has opened the pages for a client.
 * @throws CountersignError `interaction_unknown`, `client_disabled`
 */
async function byPages(deps: ApiDeps, context: Context, { interaction: uid }: { interaction: string }): Promise<Asked> {
  const { prompt, params, required, session, client, chosenPersonId } = await deps.authorizationServer.loadInteraction(
    context,
    uid,
  );
  if (prompt.name !== 'login') throw new CountersignError('interaction_unknown');
  const { level, maxAge, isPhishingResistant, reauthenticate } = required;
  return {
    client: await findSigningInClient(deps, client.id),
    interactionId: uid,
    request: {
      acr_values: params.acrValues ?? undefined,
      max_age: params.maxAge ?? undefined,
      is_new_asked: reauthenticate,
      login_hint: params.loginHint ?? undefined,
      ui_locales: params.uiLocales ?? undefined,
    },
    minimum: { level, maxAge, isPhishingResistant },
    session: reauthenticate ? undefined : session,
    sessionId: session?.uid,
    chosenPersonId,
  };
}

/**
 * Order B: the client begins here, and goes to the authorization endpoint afterwards.
 * @throws CountersignError `invalid_request`, `client_disabled`
 */
async function byClient(deps: ApiDeps, context: Context, body: ClientRequest): Promise<Asked> {
  const client = await findSigningInClient(deps, body.client_id);
  checkRedirect(client, body.redirect_uri);
  const session = await deps.authorizationServer.findBrowserSession(context);
  return { client, interactionId: null, request: requestOf(body), session, sessionId: session?.uid };
}

/** What was asked, and the parameters that `/authorize` is then asked with. */
function requestOf(body: ClientRequest) {
  const { acr_values, max_age, login_hint, ui_locales } = body;
  const entries = Object.entries(body).filter(([, value]) => value !== undefined);
  const parameters = Object.fromEntries(entries.map(([name, value]) => [name, String(value)]));
  return { acr_values, max_age, login_hint, ui_locales, parameters };
}

/** The alias of the authorization endpoint that the flow API has. */
export function authorizeRoute(deps: Pick<ApiDeps, 'environment'>): Route {
  return defineRoute({
    method: 'get',
    path: '/authorize',
    summary: 'Go to the authorization endpoint',
    query: authorizeQuery,
    responses: { 307: null },
    handler: ({ context }) => ({
      status: 307,
      headers: { Location: `${deps.environment.publicUrl}/oauth/authorize${context.search}` },
    }),
  });
}
