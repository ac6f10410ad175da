import { z } from 'zod';
import type { CallbackEnd } from '../../commands/authentication/methods/sso/flow-callback.ts';
import { takeFlowCallback } from '../../commands/authentication/methods/sso/flow-callback.ts';
import { takeLinkCallback } from '../../commands/authentication/methods/sso/link-account.ts';
import { takeTestCallback } from '../../commands/authentication/methods/sso/test-provider.ts';
import { limitAddress } from '../../commands/rate-limits/limit-address.ts';
import { callbackAddress } from '../../domain/configuration/identity-providers/callback-address.ts';
import { rateLimit } from '../../domain/rate-limits/limits.ts';
import type { ApiDeps } from '../api-deps.ts';
import { flowCookieOf } from '../http/browser/own-cookie.ts';
import { requestOriginOf } from '../http/request-origin.ts';
import { defineRoute } from '../http/route.ts';
import type { Route } from '../http/route.ts';
import { identifier } from '../http/text.ts';

const path = '/:provider/callback';
const params = z.object({ provider: identifier().describe('The provider that the browser comes from.') });
const brought = z.looseObject({}).describe('`code`, `state` and `iss`, or `error`, as the provider sends them.');

const stale: CallbackEnd = { flow: undefined, failure: 'stale' };

/** What of an answer is looked at. */
const answerNames = ['code', 'state', 'iss', 'error'] as const;

/** Where providers send browsers back to (contract/authentication.md section 1). What came of it is told by the page that it leads to. */
export function ssoRoutes(deps: ApiDeps): Route[] {
  const flowCookie = flowCookieOf(deps.environment.publicUrl);
  const countAddress = limitAddress(deps, { ...rateLimit('authentication-try:address'), keptInProcess: true });
  return [
    defineRoute({
      method: 'get',
      path,
      summary: 'Come back from an identity provider',
      params,
      query: brought,
      responses: { 303: null },
      handler: async ({ params: { provider }, context }) => {
        const origin = requestOriginOf(context);
        await countAddress(origin);
        const query = readAnswer(new URLSearchParams(context.querystring));
        const cookie = flowCookie.read(context);
        const end = await takeFlowCallback(deps, { provider, query, cookie, origin });
        if (end) return { status: 303, headers: { Location: pageOf(deps, end) } };
        const session = await deps.authorizationServer.findBrowserSession(context);
        const answer = { provider, query, personId: session?.accountId, origin };
        const linked = await takeLinkCallback(deps, answer);
        if (linked) return { status: 303, headers: { Location: accountPageOf(deps, linked) } };
        const isTest = await takeTestCallback(deps, answer);
        const tested = `${deps.environment.publicUrl}/sign-in/sso-tested`;
        return { status: 303, headers: { Location: isTest ? tested : pageOf(deps, stale) } };
      },
    }),
    defineRoute({
      method: 'post',
      path,
      summary: 'Come back from an identity provider that posts a form',
      params,
      body: brought,
      responses: { 303: null },
      handler: ({ params: { provider }, body }) => {
        // A form of another site brings no cookie of ours; the address that it leads to does.
        const sent = Object.entries(body).filter((entry): entry is [string, string] => typeof entry[1] === 'string');
        const query = readAnswer(new URLSearchParams(sent));
        const address = callbackAddress(deps.environment.publicUrl, encodeURIComponent(provider));
        return { status: 303, headers: { Location: `${address}?${query.toString()}` } };
      },
    }),
  ];
}

/** A parameter that came twice stays so, and is refused by what checks the answer. */
function readAnswer(sent: URLSearchParams): URLSearchParams {
  return new URLSearchParams([...sent].filter(([name]) => answerNames.some((known) => known === name)));
}

/** The sign-in goes on on its page, with or without a factor more. */
function pageOf({ environment }: ApiDeps, { flow, failure }: CallbackEnd): string {
  if (!flow) return `${environment.publicUrl}/sign-in/sso-failed?reason=${failure}`;
  const page = new URLSearchParams({
    ...(flow.interactionId && { interaction: flow.interactionId }),
    session_id: flow.id,
    ...(failure && { sso_error: failure }),
  });
  return `${environment.publicUrl}/sign-in?${page.toString()}`;
}

/** An account was connected, or not. */
function accountPageOf({ environment }: ApiDeps, { failure }: Pick<CallbackEnd, 'failure'>): string {
  return `${environment.publicUrl}/account${failure ? `?sso_error=${failure}` : '#connected'}`;
}
