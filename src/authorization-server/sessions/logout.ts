import type { Middleware } from 'koa';
import type { KoaContextWithOIDC } from 'oidc-provider';
import { endSessions } from '../../commands/tokens/sessions/end-sessions.ts';
import { subjectFor } from '../accounts/subjects.ts';
import type { AuthorizationServerDeps } from '../authorization-server-deps.ts';
import { cookieNames } from '../cookies.ts';
import { tokenRequestOrigin } from '../request-origin.ts';
import { renderPage, textsFor } from '../pages/page.ts';

type Deps = Pick<AuthorizationServerDeps, 'em' | 'clock' | 'environment' | 'random' | 'registry'>;

/**
 * OpenID Connect RP-Initiated Logout 1.0. A site that shows the ID token of this very session signs its person out at once; else the
 * person is asked, so that a link on another site cannot sign them out.
 */
export function createLogout(deps: Deps) {
  return {
    enabled: true,
    async logoutSource(ctx: KoaContextWithOIDC, form: string): Promise<void> {
      if (await isOfThisSession(deps, ctx)) return endAtOnce(deps, ctx);
      const { signOutTitle, signOut, stay } = textsFor(ctx);
      const button = (text: string, value: string) =>
        `<button type="submit" form="op.logoutForm" ${value}>${text}</button>`;
      const buttons = button(signOut, 'name="logout" value="yes"') + button(stay, 'class="secondary"');
      renderPage(ctx, signOutTitle, `${form}<div class="choices">${buttons}</div>`);
    },
    postLogoutSuccessSource(ctx: KoaContextWithOIDC): void {
      const { signedOutTitle, signedOutText } = textsFor(ctx);
      renderPage(ctx, signedOutTitle, `<p class="quiet">${signedOutText}</p>`);
    },
  };
}

/**
 * Lets the browser run the script of the form with which the provider answers a browser that has no session: the provider adds the hash of
 * that script where the policy has a `script-src`, and without one the page stays empty.
 */
export const allowLogoutScript: Middleware = async (ctx, next) => {
  const policy = ctx.response.get('content-security-policy');
  if (policy !== '' && ctx.path === '/logout') ctx.set('content-security-policy', `${policy};script-src 'none'`);
  return next();
};

async function isOfThisSession(deps: Deps, { oidc }: KoaContextWithOIDC): Promise<boolean> {
  const { client, session } = oidc;
  const hint = oidc.entities.IdTokenHint?.payload;
  const sid = client && session?.accountId ? session.sidFor(client.clientId) : undefined;
  if (sid === undefined || hint?.['sid'] !== sid || !session?.accountId) return false;
  return hint['sub'] === (await subjectFor(deps, client?.clientId, session.accountId));
}

async function endAtOnce(deps: Deps, ctx: KoaContextWithOIDC): Promise<void> {
  const { session, params } = ctx.oidc;
  if (!session?.accountId) return;
  const end = { userId: session.accountId, sessionId: session.uid, removeTokens: true };
  await endSessions(deps, end, { event: 'SESSION ENDED', origin: tokenRequestOrigin(ctx) });
  // The provider would store it again.
  Object.assign(session, { destroyed: true });
  ctx.cookies.set(cookieNames(deps.environment.publicUrl).session, null, { signed: true });
  const to = new URL(String(params?.['post_logout_redirect_uri'] ?? ctx.oidc.urlFor('end_session_success')));
  if (params?.['post_logout_redirect_uri'] && params['state'] !== undefined)
    to.searchParams.set('state', String(params['state']));
  ctx.status = 303;
  ctx.redirect(to.href);
}
