import { randomBytes } from 'node:crypto';
import Router from '@koa/router';
import type { Context } from 'koa';
import { sessionCookie, type SiteDeps } from '../site-context.ts';
import { readText } from '../../../serving/json-body.ts';
import { isCancellation, type PendingSignIn, type SignedInPerson } from './open-id-connect.ts';

/** The level that an approval on the phone reaches. */
const levelOfPhone = 'urn:countersign:acr:2';

/** As long as Countersign keeps a sign-in. */
const pendingMs = 10 * 60_000;
const mostPending = 1000;

/** `/sign-in` sends the browser to Countersign; `/sign-in/callback` is where it comes back to; `/sign-in/logout` is told when it signs out there. */
export function openIdConnectRoutes(deps: Pick<SiteDeps, 'customers' | 'origin' | 'openIdConnect'>): Router {
  const router = new Router({ prefix: '/sign-in', sensitive: true });
  const waiting = createPendingSignIns();
  const cookie = `northwind-sign-in-${new URL(deps.origin).port}`;
  // The browser comes from Countersign, another site, when it comes back: a strict cookie would stay at home.
  const attributes = { httpOnly: true, sameSite: 'lax', overwrite: true, maxAge: pendingMs } as const;

  router.get('/', async (ctx) => {
    const { url, pending } = await deps.openIdConnect.begin(ctx.query.with === 'phone' ? levelOfPhone : undefined);
    ctx.cookies.set(cookie, waiting.add(pending), attributes);
    ctx.redirect(url.href);
  });

  router.get('/callback', async (ctx) => {
    const pending = waiting.take(ctx.cookies.get(cookie));
    ctx.cookies.set(cookie, null);
    if (!pending) return ctx.redirect('/#sign-in=failed');
    try {
      const person = await deps.openIdConnect.finish(new URL(ctx.url, deps.origin), pending);
      signIn(ctx, person);
    } catch (error) {
      if (isCancellation(error)) return ctx.redirect('/');
      console.error(`sign-in refused: ${(error as Error).message}`);
      ctx.redirect('/#sign-in=failed');
    }
  });

  // From server to server: a browser has no part in it, so it comes without cookie and with no `Origin`.
  router.post('/logout', async (ctx) => {
    ctx.set('Cache-Control', 'no-store');
    try {
      const form = new URLSearchParams(await readText(ctx));
      deps.customers.signOutBySid(await deps.openIdConnect.readLogoutToken(form.get('logout_token') ?? ''));
      ctx.status = 200;
      ctx.body = '';
    } catch (error) {
      console.error(`logout token refused: ${(error as Error).message}`);
      ctx.status = 400;
      ctx.body = { error: 'invalid_request' };
    }
  });

  const signIn = (ctx: Context, person: SignedInPerson) => {
    const session = deps.customers.signInAs(person);
    ctx.cookies.set(sessionCookie(deps.origin, person.userId), session, {
      httpOnly: true,
      sameSite: 'strict',
      overwrite: true,
    });
    ctx.redirect(`/#customer=${encodeURIComponent(person.userId)}`);
  };
  return router;
}

/** Sign-ins under way, by a secret of the browser; each comes back once. */
function createPendingSignIns() {
  const bySecret = new Map<string, { pending: PendingSignIn; until: number }>();
  return {
    add(pending: PendingSignIn): string {
      const [oldest] = bySecret.keys();
      if (bySecret.size >= mostPending && oldest !== undefined) bySecret.delete(oldest);
      const secret = randomBytes(32).toString('base64url');
      bySecret.set(secret, { pending, until: Date.now() + pendingMs });
      return secret;
    },
    take(secret: string | undefined): PendingSignIn | undefined {
      const found = secret === undefined ? undefined : bySecret.get(secret);
      if (secret !== undefined) bySecret.delete(secret);
      return found && found.until > Date.now() ? found.pending : undefined;
    },
  };
}
