import type { KoaContextWithOIDC } from 'oidc-provider';
import { tokenRequestOrigin } from '../request-origin.ts';
import { findActivePerson } from '../accounts/find-account.ts';
import { toEpoch } from '../adapter/epoch.ts';
import type { AuthorizationServerDeps } from '../authorization-server-deps.ts';
import { countAccounts } from '../sessions/keep-accounts.ts';
import { isOfSession, loginOf } from './completed-flows.ts';
import type { SignIn } from './completed-flows.ts';
import { leaveFormerSession } from './leave-former-session.ts';
import { isNewSignInWanted } from './present-interaction.ts';
import { isSufficient, requirementsOf, withPolicies } from './sign-in-requirements.ts';
import type { PolicyDeps } from './sign-in-requirements.ts';
import { settleInteraction } from './stored-interaction.ts';
import type { StoredInteraction } from './stored-interaction.ts';

type Deps = PolicyDeps & Pick<AuthorizationServerDeps, 'completedFlows' | 'registry' | 'random'>;

/**
 * Where a browser goes that has to sign in or to consent: to the page for it, or straight on when a site drove the sign-in itself and this
 * browser has it completed (contract/authentication.md section 3, order B).
 */
export function interactionUrl(deps: Deps) {
  return async (ctx: KoaContextWithOIDC, interaction: StoredInteraction): Promise<string> => {
    const { publicUrl } = deps.environment;
    const uid = encodeURIComponent(interaction.uid);
    if (interaction.prompt.name === 'consent') return `${publicUrl}/consent?session_id=${uid}`;
    if (interaction.prompt.name === 'select_account') {
      const isChoice = (await countAccounts(deps, ctx)) > 0;
      const isSettled = !isChoice && (await settleInteraction(deps, interaction, { select_account: {} }));
      return isSettled ? interaction.returnTo : `${publicUrl}/select-account?interaction=${uid}`;
    }
    const page = `${publicUrl}/sign-in?interaction=${uid}`;
    const signIn = await takeCompletedFlow(deps, ctx, interaction);
    if (!signIn) return page;
    await leaveFormerSession(deps, tokenRequestOrigin(ctx), { interaction, session: sessionOf(ctx) }, signIn);
    return (await settleInteraction(deps, interaction, { login: loginOf(signIn) })) ? interaction.returnTo : page;
  };
}

/** A flow is for the request that it was started for: one of another client, address or PKCE challenge is not found. */
async function takeCompletedFlow(
  deps: Deps,
  ctx: KoaContextWithOIDC,
  interaction: StoredInteraction,
): Promise<SignIn | undefined> {
  const { params } = interaction;
  const signIn = await deps.completedFlows.take(ctx, {
    clientId: String(params['client_id']),
    redirectUri: String(params['redirect_uri']),
    codeChallenge: String(params['code_challenge']),
  });
  const asked = signIn && requirementsOf(await deps.registry.current(), params);
  if (!signIn || !asked) return undefined;
  const isNewAsked = isNewSignInWanted(interaction);
  const of = { required: asked, clientId: params['client_id'], userId: signIn.accountId, isNewAsked };
  const required = await withPolicies(deps, ctx, of);
  // What was proven in the flow is new, however old a session may be for a policy; a session that the flow built on is not.
  const isNew = signIn.startedAt !== undefined && signIn.authTime >= signIn.startedAt;
  if (!required || (isNewAsked && !isNew)) return undefined;
  const needed = { ...required, maxAge: isNew ? asked.maxAge : required.maxAge };
  if (!isSufficient(needed, signIn, toEpoch(deps.clock()))) return undefined;
  const session = sessionOf(ctx);
  if (!isOfSession(signIn, session)) return undefined;
  // Another person's session in this browser: the page asks who it is to be, unless it has named the person already.
  const isOther = session !== undefined && session.accountId !== signIn.accountId;
  return (!isOther || signIn.endsOthers === true) && (await findActivePerson(deps, signIn.accountId))
    ? signIn
    : undefined;
}

/** The session of the browser, if a person is signed in with it. */
function sessionOf({ oidc: { session } }: KoaContextWithOIDC): { accountId: string; uid: string } | undefined {
  return session?.accountId === undefined ? undefined : { accountId: session.accountId, uid: session.uid };
}
