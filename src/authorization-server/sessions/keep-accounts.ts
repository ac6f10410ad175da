import type { Context, Middleware } from 'koa';
import type { KoaContextWithOIDC } from 'oidc-provider';
import {
  findBrowserAccounts,
  keepBrowserAccount,
} from '../../commands/authentication/browser-accounts/browser-accounts.ts';
import type { AuthorizationServerDeps } from '../authorization-server-deps.ts';
import { accountsCookie } from '../cookies.ts';
import { tokenRequestOrigin } from '../request-origin.ts';

type Deps = Pick<AuthorizationServerDeps, 'em' | 'clock' | 'keyring' | 'random' | 'environment'>;

/** Has a browser keep the account of each person who signs in with it, once the provider has made the session. */
export function keepAccounts(deps: Deps): Middleware {
  return async (ctx, next) => {
    await next();
    const { oidc } = ctx as unknown as Partial<KoaContextWithOIDC>;
    // A consent after the sign-in brings its result again.
    const isSignIn = oidc?.result?.login !== undefined && !oidc.entities.Interaction?.lastSubmission?.login;
    if (isSignIn) await keepAccount(deps, ctx, oidc.session);
  };
}

/** @returns how many accounts the browser can choose among; a session that it does not list yet is among them. */
export async function countAccounts(deps: Deps, ctx: KoaContextWithOIDC): Promise<number> {
  const { session, account } = ctx.oidc;
  const list = accountsCookie(deps.environment.publicUrl).read(ctx);
  const accounts = await findBrowserAccounts(deps, list);
  if (!session?.accountId || !account) return accounts.length;
  if (!accounts.some(({ sessionId }) => sessionId === session.uid)) await keepAccount(deps, ctx, session);
  return Math.max(accounts.length, 1);
}

async function keepAccount(
  deps: Deps,
  ctx: Context | KoaContextWithOIDC,
  session: KoaContextWithOIDC['oidc']['session'],
): Promise<void> {
  if (!session?.accountId) return;
  const { accountId: personId, uid: sessionId, transient } = session;
  const cookie = accountsCookie(deps.environment.publicUrl);
  const origin = tokenRequestOrigin(ctx);
  const account = { personId, sessionId, isRemembered: transient !== true, origin };
  cookie.set(ctx, await keepBrowserAccount(deps, cookie.read(ctx), account));
}
