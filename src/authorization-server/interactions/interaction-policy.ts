import { errors, interactionPolicy } from 'oidc-provider';
import type { KoaContextWithOIDC } from 'oidc-provider';
import { writeEvent } from '../../commands/events/record-event.ts';
import { originOf } from '../../commands/events/request-origin.ts';
import { mayUseClient } from '../../commands/tokens/clients/client-access.ts';
import { toEpoch } from '../adapter/epoch.ts';
import { isOfMethods } from '../../domain/authentication/methods/methods-of-session.ts';
import { isConsentDue } from '../grants/authorization-code/load-grant.ts';
import type { AuthorizationServerDeps } from '../authorization-server-deps.ts';
import { tokenRequestOrigin } from '../request-origin.ts';
import { methodsOfSession } from '../sessions/keep-sign-in.ts';
import type { ChosenAccount } from './accounts.ts';
import { isSufficient, requirementsOf, withPolicies } from './sign-in-requirements.ts';
import type { PolicyDeps } from './sign-in-requirements.ts';

const { Check, Prompt } = interactionPolicy;

type Deps = PolicyDeps & Pick<AuthorizationServerDeps, 'registry'>;

/** When a person is asked to sign in or to consent: the provider's rules, and those of contract/authentication.md section 3. */
export function createInteractionPolicy(deps: Deps): interactionPolicy.DefaultPolicy {
  const policy = interactionPolicy.base();
  policy.add(new Prompt({ name: 'select_account', requestable: true }), 0);
  const checks = policy.get('login')?.checks;
  checks?.add(
    new Check('client_access', 'the person may not use the application', 'access_denied', (ctx) =>
      refuseWithoutAccess(deps, ctx),
    ),
  );
  checks?.add(
    new Check('user_state', 'the person of the session may not sign in', 'login_required', ({ oidc }) =>
      Boolean(oidc.session?.accountId && !oidc.account),
    ),
  );
  checks?.add(
    new Check('sign_in_requirements', 'the session is not as strong or as new as needed', 'login_required', (ctx) =>
      isStepUpNeeded(deps, ctx),
    ),
  );
  checks?.add(
    new Check('another_account', 'the person chose another account than that of the session', 'login_required', (ctx) =>
      isAnotherChosen(ctx),
    ),
  );
  const consents = policy.get('consent')?.checks;
  consents?.add(
    new Check('consent_due', 'the person did not want their consent to be remembered', 'consent_required', (ctx) =>
      isConsentDue(deps, ctx),
    ),
  );
  for (const check of consents ?? []) check.check = exceptFirstParty(deps, check.check);
  return policy;
}

/**
 * Whether the session of the browser does not do. Where a policy denies its person the sign-in, it is the new sign-in that is refused.
 * @throws UnmetAuthenticationRequirements when no sign-in can be as is asked for, or the one just made is less.
 */
async function isStepUpNeeded(deps: Deps, ctx: KoaContextWithOIDC): Promise<boolean> {
  const { session, params = {}, result } = ctx.oidc;
  const asked = requirementsOf(await deps.registry.current(), params);
  if (!asked) throw new errors.UnmetAuthenticationRequirements('there is no such level of authentication');
  if (!session?.accountId) return true;
  const { accountId: userId, acr, amr, loginTs: authTime } = session;
  const required = await withPolicies(deps, ctx, {
    ...{ required: asked, clientId: params['client_id'], userId },
    isNewAsked: ctx.oidc.prompts.has('login'),
  });
  const isNew = result?.login !== undefined;
  const maxAge = isNew || !required ? null : required.maxAge;
  // A client of another policy may have let the person in by a method that this one does not have.
  const isByMethods = isNew || (required && isOfMethods(methodsOfSession(session), required.methods));
  if (required && isByMethods && isSufficient({ ...required, maxAge }, { acr, amr, authTime }, toEpoch(deps.clock())))
    return false;
  if (isNew) throw new errors.UnmetAuthenticationRequirements('the sign-in is less than was asked for');
  return true;
}

/**
 * A person who may not use the client is told so at the site, also with a session that does for other sites. Where another person is to sign in,
 * the page comes first.
 * @throws AccessDenied
 */
async function refuseWithoutAccess(deps: Deps, ctx: KoaContextWithOIDC): Promise<false> {
  const { session, client, account } = ctx.oidc;
  const isToSignIn = ctx.oidc.promptPending('login') || isAnotherChosen(ctx);
  if (!session?.accountId || !account || !client || isToSignIn) return false;
  const { accountId: personId } = session;
  if (await mayUseClient(deps, { clientId: client.clientId, personId })) return false;
  const origin = originOf(tokenRequestOrigin(ctx));
  await writeEvent(deps, { name: 'CLIENT ACCESS REFUSED', occurredAt: deps.clock(), ...origin, userId: personId });
  throw new errors.AccessDenied('the person may not use this application');
}

/** What was chosen on the page counts until a person has signed in for this request. */
function isAnotherChosen({ oidc: { result } }: KoaContextWithOIDC): boolean {
  const chosen = result?.['select_account'] as ChosenAccount | undefined;
  return chosen?.isAnother === true && result?.login === undefined;
}

/** A client of the same house asks its own users nothing. */
function exceptFirstParty({ registry }: Deps, check: interactionPolicy.Check['check']): typeof check {
  return async (ctx) => {
    const client = (await registry.current()).clients.get(ctx.oidc.client?.clientId ?? '')?.client;
    return client?.firstParty === true ? false : check(ctx);
  };
}
