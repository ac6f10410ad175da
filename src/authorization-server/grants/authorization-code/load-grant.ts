import type { Grant, KoaContextWithOIDC } from 'oidc-provider';
import { consentLines, needsConsent } from '../../../commands/tokens/consents/consent-lines.ts';
import { findConsent, isDecided } from '../../../commands/tokens/consents/find-consents.ts';
import type { OauthRegistry } from '../../../commands/tokens/registry/oauth-registry.ts';
import { Consent } from '../../../entities/tokens/consent.ts';
import { currentUnitOfWork } from '../../adapter/current-unit-of-work.ts';
import type { AuthorizationServerDeps } from '../../authorization-server-deps.ts';
import { applyDecision } from '../../interactions/consents.ts';

type Deps = Pick<AuthorizationServerDeps, 'registry' | 'em' | 'clock'>;

/**
 * The grant that an authorization request builds on: the one of the consent just given, or of the same client in the same session. A
 * client of the same house has what it asks for; any other has what needs no consent, and what the person wanted to be remembered.
 * @returns undefined for a client that the person has yet to allow: it has no grant, and is not among those that have access.
 */
export function loadGrant(deps: Deps) {
  return async (ctx: KoaContextWithOIDC): Promise<Grant | undefined> => {
    const { account, client, provider } = ctx.oidc;
    if (!account || !client) return undefined;
    const registry = await deps.registry.current();
    const known = await findGrant(ctx, account.accountId);
    const grant = known ?? new provider.Grant({ accountId: account.accountId, clientId: client.clientId });
    const isRemembered = await applyRemembered(deps, { ctx, grant, registry });
    if (!known && isConsentAhead(ctx, registry)) return undefined;
    const isChanged = addWithoutConsent(ctx, grant, registry);
    if (isRemembered || isChanged || grant.jti === undefined) await grant.save();
    return grant;
  };
}

/** Whether the person has to be asked, although nothing new is asked for: they did not want their answer to be remembered. */
export async function isConsentDue({ registry }: Pick<Deps, 'registry'>, ctx: KoaContextWithOIDC): Promise<boolean> {
  return isUndecided(ctx, await registry.current());
}

function isUndecided(ctx: KoaContextWithOIDC, registry: OauthRegistry): boolean {
  if (ctx.oidc.result?.consent || ctx.state['consentRemembered'] === true) return false;
  return linesOf(ctx, registry).some(needsConsent);
}

/** Whether the person is asked before the client has anything. The provider asks for each installed app, and where the site wants it. */
function isConsentAhead(ctx: KoaContextWithOIDC, registry: OauthRegistry): boolean {
  const { client, result } = ctx.oidc;
  if (result?.consent || registry.clients.get(client?.clientId ?? '')?.client.firstParty === true) return false;
  return client?.applicationType === 'native' || ctx.oidc.promptPending('consent') || isUndecided(ctx, registry);
}

async function findGrant({ oidc }: KoaContextWithOIDC, accountId: string): Promise<Grant | undefined> {
  const clientId = oidc.client?.clientId ?? '';
  const id = oidc.result?.consent?.grantId ?? oidc.session?.grantIdFor(clientId);
  const grant = id ? await oidc.provider.Grant.find(id) : undefined;
  return grant?.accountId === accountId && grant.clientId === clientId ? grant : undefined;
}

/** @returns whether what the person said before holds for this request. */
async function applyRemembered(
  deps: Deps,
  { ctx, grant, registry }: { ctx: KoaContextWithOIDC; grant: Grant; registry: OauthRegistry },
): Promise<boolean> {
  const client = registry.clients.get(grant.clientId ?? '')?.client;
  if (!client || client.firstParty || !client.rememberConsent || ctx.oidc.result?.consent) return false;
  const em = currentUnitOfWork(deps);
  const consent = await findConsent(
    { em: () => em, clock: deps.clock },
    { userId: grant.accountId ?? '', clientId: client.id },
  );
  if (!consent?.remember || !isDecided(consent, linesOf(ctx, registry))) return false;
  applyDecision(grant, consent.scopes, consent.refusedClaims);
  await em.nativeUpdate(Consent, { id: consent.id }, { lastUsedAt: deps.clock() });
  ctx.state['consentRemembered'] = true;
  return true;
}

function linesOf({ oidc }: KoaContextWithOIDC, registry: OauthRegistry) {
  return consentLines(registry, {
    clientId: oidc.client?.clientId ?? '',
    scope: [...oidc.requestParamScopes],
    resource: Object.keys(oidc.resourceServers ?? {}),
  });
}

/** @returns whether anything was added. */
function addWithoutConsent({ oidc }: KoaContextWithOIDC, grant: Grant, { clients, resources }: OauthRegistry): boolean {
  const isFirstParty = clients.get(oidc.client?.clientId ?? '')?.client.firstParty === true;
  const granted = new Set(grant.getOIDCScope().split(' '));
  const missing = [...oidc.requestParamOIDCScopes].filter(
    (name) => (isFirstParty || name === 'openid') && !granted.has(name),
  );
  if (missing.length > 0) grant.addOIDCScope(missing.join(' '));
  let isChanged = missing.length > 0;
  for (const [identifier, { scopes: offered }] of Object.entries(oidc.resourceServers ?? {})) {
    const needing = new Set(resources.get(identifier)?.scopes.flatMap(({ name, consent }) => (consent ? [name] : [])));
    const held = new Set(grant.getResourceScope(identifier).split(' '));
    const names = [...oidc.requestParamScopes].filter(
      (name) => offered.has(name) && (isFirstParty || !needing.has(name)) && !held.has(name),
    );
    if (names.length > 0) grant.addResourceScope(identifier, names.join(' '));
    isChanged ||= names.length > 0;
  }
  return isChanged;
}
