import { createHash } from 'node:crypto';
import type { Context, Middleware } from 'koa';
import compose from 'koa-compose';
import { redirectOfSignIn } from '../../commands/action-tokens/use/redirect-of-sign-in.ts';
import { accountCallbackPath, portalClientId } from '../../commands/tokens/registry/portal-client.ts';
import { operatorLevel } from '../../commands/tokens/registry/operator-client.ts';
import { acrOf } from '../../domain/authentication/levels.ts';
import { equalBytes } from '../../security/keyring.ts';
import type { ApiDeps } from '../api-deps.ts';
import { accountCookie, flowCookieOf } from '../http/browser/own-cookie.ts';
import type { OwnCookie } from '../http/browser/own-cookie.ts';
import { requestMetrics } from '../http/middleware/request-metrics.ts';

type Deps = Pick<ApiDeps, 'environment' | 'metrics' | 'random' | 'em' | 'keyring' | 'configuration'>;

const signInPath = '/account/sign-in';
/** The page that the browser comes back to, the console's, and the one that says why there is no sign-in. */
const pages = { account: '/account#signed-in', console: '/console/sign-in', failed: '/account/not-signed-in' } as const;

/** What the `state` of a sign-in for the console ends with. */
const forConsole = '.console';

/** Seconds that a person may take: a flow lasts ten minutes, and one that ran out is begun again. */
const stateLifetime = 1800;

/**
 * Signs a person in to their own account pages: `/account/sign-in` leads to the authorization endpoint, as any site does, and the
 * callback back to the page. The session of the browser is what the pages need, so the code is not exchanged
 * (docs/decisions/0102). With `to=console` it is the operators' console, with their level. No other parameter says where the
 * browser goes on: after a sign-in by an action token, that token does.
 */
export function accountSignIn(deps: Deps): Middleware {
  const state = accountCookie(deps.environment.publicUrl);
  const steps = new Map<string, (context: Context) => string | Promise<string>>([
    [signInPath, (context) => beginSignIn(deps, context, state)],
    [accountCallbackPath, (context) => endSignIn(deps, context, state)],
  ]);
  const lead: Middleware = async (context) => {
    context.state.route = context.path;
    context.set({ 'Cache-Control': 'no-store', 'Referrer-Policy': 'no-referrer' });
    context.redirect((await steps.get(context.path)?.(context)) ?? pages.failed);
    context.status = 303;
  };
  const inside = compose([requestMetrics(deps.metrics, 'pages'), lead]);
  return (context, next) => (context.method === 'GET' && steps.has(context.path) ? inside(context, next) : next());
}

/** The request is the browser's, kept by a cookie; its code verifier is kept nowhere, so that its code is good for nothing. */
function beginSignIn({ environment, random }: Deps, context: Context, state: OwnCookie): string {
  const { publicUrl, mode } = environment;
  const isForConsole = context.query['to'] === 'console';
  const value = `${random(32).toString('base64url')}${isForConsole ? forConsole : ''}`;
  state.set(context, value, stateLifetime);
  const parameters = new URLSearchParams({
    client_id: portalClientId,
    redirect_uri: `${publicUrl}${accountCallbackPath}`,
    response_type: 'code',
    scope: 'openid',
    state: value,
    code_challenge: createHash('sha256').update(random(32)).digest('base64url'),
    code_challenge_method: 'S256',
  });
  const { max_age: maxAge } = context.query;
  const level = isForConsole ? String(operatorLevel(mode)) : context.query['level'];
  if (level === '1' || level === '2') parameters.set('acr_values', acrOf(level === '1' ? 1 : 2));
  if (typeof maxAge === 'string' && /^\d{1,6}$/.test(maxAge)) parameters.set('max_age', maxAge);
  return `${publicUrl}/oauth/authorize?${parameters.toString()}`;
}

/** Only an answer to the request of this browser, by our own authorization server (RFC 9207), is one. */
async function endSignIn(deps: Deps, context: Context, state: OwnCookie): Promise<string> {
  const { publicUrl } = deps.environment;
  const { state: given, iss, error } = context.query;
  const expected = state.read(context) ?? '';
  const isOurs = expected !== '' && isSame(given, expected) && iss === `${publicUrl}/oauth`;
  if (!isOurs) return `${pages.failed}?reason=stale`;
  state.set(context, '', 0);
  if (error === undefined) {
    const cookie = flowCookieOf(publicUrl).read(context);
    return (
      (await redirectOfSignIn(deps, { cookie, state: expected })) ??
      (expected.endsWith(forConsole) ? pages.console : pages.account)
    );
  }
  return `${pages.failed}?reason=${error === 'access_denied' ? 'cancelled' : 'refused'}`;
}

function isSame(given: unknown, expected: string): boolean {
  return typeof given === 'string' && equalBytes(Buffer.from(given), Buffer.from(expected));
}
