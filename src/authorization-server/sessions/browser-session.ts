import type { Context } from 'koa';
import type { Provider } from 'oidc-provider';
import { findActivePerson } from '../accounts/find-account.ts';
import type { AuthorizationServerDeps } from '../authorization-server-deps.ts';
import { cookieNames, providerCookies } from '../cookies.ts';
import type { SignIn } from '../interactions/completed-flows.ts';
import { methodsOfSession } from './keep-sign-in.ts';

/** A person who is signed in with a browser. */
export interface BrowserSession extends SignIn {
  /** Its public handle: not what the cookie holds. */
  uid: string;
}

/** Who is signed in with the browser that a request came from, if that session is alive and the person may sign in. */
export async function findBrowserSession(
  deps: Pick<AuthorizationServerDeps, 'em' | 'keyring'>,
  provider: Provider,
  ctx: Pick<Context, 'req' | 'res'>,
): Promise<BrowserSession | undefined> {
  const id = providerCookies(provider, ctx).get(cookieNames(provider.issuer).session, { signed: true });
  const session = id ? await provider.Session.find(id) : undefined;
  if (!session?.accountId || !(await findActivePerson(deps, session.accountId))) return undefined;
  return {
    uid: session.uid,
    accountId: session.accountId,
    acr: session.acr ?? '',
    amr: session.amr ?? [],
    methods: methodsOfSession(session),
    authTime: session.loginTs ?? 0,
    remember: session.transient !== true,
  };
}
