import { decodeJwt } from 'jose';
import type { Context } from 'koa';
import type { Provider } from 'oidc-provider';
import { findBrowserAccounts } from '../../commands/authentication/browser-accounts/browser-accounts.ts';
import { CountersignError } from '../../errors/countersign-error.ts';
import { findActivePerson } from '../accounts/find-account.ts';
import { subjectFor } from '../accounts/subjects.ts';
import { toEpoch } from '../adapter/epoch.ts';
import type { AuthorizationServerDeps } from '../authorization-server-deps.ts';
import { accountsCookie, openInteractions, providerCookies, setSessionCookie } from '../cookies.ts';
import { tokenRequestOrigin } from '../request-origin.ts';
import { findBrowserSession } from '../sessions/browser-session.ts';
import type { BrowserSession } from '../sessions/browser-session.ts';
import { renameSession } from '../sessions/rename-session.ts';
import { isOfSession, loginOf } from './completed-flows.ts';
import type { SignIn } from './completed-flows.ts';
import { presentInteraction } from './present-interaction.ts';
import type { LoadedInteraction } from './present-interaction.ts';
import { leaveFormerSession } from './leave-former-session.ts';
import { isSufficient, withPolicies } from './sign-in-requirements.ts';
import type { PolicyDeps } from './sign-in-requirements.ts';
import { settleInteraction } from './stored-interaction.ts';
import type { StoredInteraction } from './stored-interaction.ts';

type Deps = PolicyDeps & Pick<AuthorizationServerDeps, 'registry' | 'random'>;

/** Interactions of the browser that a request came from: a sign-in or a consent that a site waits for. */
export interface Interactions {
  /**
   * An interaction of this browser.
   * @throws CountersignError `interaction_unknown`: expired, finished, or another browser's.
   */
  loadInteraction(ctx: Context, uid: string): Promise<LoadedInteraction>;
  /**
   * Finishes a sign-in. Of several at once one finishes. A session of another person in this browser ends. Where the site asks for a certain
   * person and another has signed in, it gets `login_required`.
   * @returns the address at which the browser goes on to the site.
   * @throws CountersignError `interaction_unknown`; `sign_in_insufficient` when it is less than `required`; `account_refused` when the
   *   person may not sign in, or a policy denies it.
   */
  finishInteraction(ctx: Context, uid: string, signIn: SignIn): Promise<string>;
  /**
   * Gives the site an error instead, such as `access_denied` when the person cancels. One that was given is given again.
   * @throws CountersignError `interaction_unknown`: also one that has another result.
   */
  refuseInteraction(ctx: Context, uid: string, error: { error: string; description: string }): Promise<string>;
  /** Who is signed in with this browser. */
  findBrowserSession(ctx: Context): Promise<BrowserSession | undefined>;
}

interface Found {
  interaction: StoredInteraction;
  session: BrowserSession | undefined;
}

export function createInteractions(deps: Deps, provider: () => Promise<Provider>): Interactions {
  return {
    async loadInteraction(ctx, uid) {
      const { interaction, session } = await findInteraction(deps, await provider(), { ctx, uid });
      return presentInteraction(await deps.registry.current(), interaction, session);
    },

    async finishInteraction(ctx, uid, signIn) {
      const found = await findInteraction(deps, await provider(), { ctx, uid });
      await checkSignIn(deps, ctx, found, signIn);
      if (!(await isAskedFor(deps, found.interaction, signIn)))
        return settle(deps, found, { error: 'login_required', error_description: 'another person has signed in' });
      const leave = await leaveOf(deps, await provider(), ctx, found);
      await leaveFormerSession(deps, tokenRequestOrigin(ctx), { ...found, leave }, signIn);
      return settle(deps, found, { login: loginOf(signIn) });
    },

    async refuseInteraction(ctx, uid, { error, description }) {
      const find = async () => findOwnInteraction(await provider(), { ctx, uid });
      const open = await find();
      if (open && !open.result) await settleInteraction(deps, open, { error, error_description: description });
      const settled = await find();
      if (settled?.result?.['error'] !== error) throw new CountersignError('interaction_unknown');
      return settled.returnTo;
    },

    findBrowserSession: async (ctx) => findBrowserSession(deps, await provider(), ctx),
  };
}

/** How the session of the browser is left where another account was chosen on the page: it goes on, in the list of the browser. */
async function leaveOf(
  deps: Deps,
  provider: Provider,
  ctx: Context,
  { interaction, session }: Found,
): Promise<(() => Promise<void>) | undefined> {
  if (!session || !interaction.lastSubmission?.['select_account']) return undefined;
  const accounts = await findBrowserAccounts(deps, accountsCookie(deps.environment.publicUrl).read(ctx));
  const isListed = accounts.some(({ sessionId }) => sessionId === session.uid);
  if (!isListed) return undefined;
  return async () => {
    await renameSession(deps, { sessionId: session.uid });
    setSessionCookie(provider, ctx, null);
  };
}

/**
 * An interaction of the browser that a request came from, and the session of that browser.
 * @throws CountersignError `interaction_unknown`: expired, finished, or another browser's.
 */
export async function findInteraction(
  deps: Pick<Deps, 'em' | 'keyring'>,
  provider: Provider,
  { ctx, uid }: { ctx: Context; uid: string },
): Promise<Found> {
  const interaction = await findOwnInteraction(provider, { ctx, uid });
  if (!interaction || interaction.result) throw new CountersignError('interaction_unknown');
  return { interaction, session: await findBrowserSession(deps, provider, ctx) };
}

async function findOwnInteraction(
  provider: Provider,
  { ctx, uid }: { ctx: Context; uid: string },
): Promise<StoredInteraction | undefined> {
  const isOfThisBrowser = openInteractions(provider, providerCookies(provider, ctx)).includes(uid);
  return isOfThisBrowser ? provider.Interaction.find(uid) : undefined;
}

async function checkSignIn(deps: Deps, ctx: Context, { interaction, session }: Found, signIn: SignIn): Promise<void> {
  const { prompt, client, ...asked } = presentInteraction(await deps.registry.current(), interaction, session);
  if (prompt.name !== 'login') throw new CountersignError('interaction_unknown');
  const { reauthenticate: isNewAsked } = asked.required;
  const of = { required: asked.required, clientId: client.id, userId: signIn.accountId, isNewAsked };
  const required = await withPolicies(deps, ctx, of);
  if (!required) throw new CountersignError('account_refused');
  // What was proven for this very request is new enough, however long the person took to finish; a session is as old as at the start.
  const isNew = signIn.authTime >= interaction.iat;
  const needed = { ...required, maxAge: isNew ? null : required.maxAge };
  const start = signIn.startedAt ?? toEpoch(deps.clock());
  if ((isNewAsked && !isNew) || !isOfSession(signIn, session) || !isSufficient(needed, signIn, start))
    throw new CountersignError('sign_in_insufficient');
  if (!(await findActivePerson(deps, signIn.accountId))) throw new CountersignError('account_refused');
}

/**
 * Whether it is the person of the site's `id_token_hint`, if it sent one (OpenID Connect Core section 3.1.2.2). The provider verified the
 * hint before it began the interaction.
 */
async function isAskedFor(deps: Deps, { params }: StoredInteraction, { accountId }: SignIn): Promise<boolean> {
  const hint = params['id_token_hint'];
  return (
    typeof hint !== 'string' || decodeJwt(hint).sub === (await subjectFor(deps, String(params['client_id']), accountId))
  );
}

async function settle(
  deps: Deps,
  { interaction }: Found,
  result: Parameters<typeof settleInteraction>[2],
): Promise<string> {
  if (!(await settleInteraction(deps, interaction, result))) throw new CountersignError('interaction_unknown');
  return interaction.returnTo;
}
