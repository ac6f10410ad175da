import { Provider as OidcProvider } from 'oidc-provider';
import type { Provider } from 'oidc-provider';
import { findClaims } from '../../commands/persons/claims/find-claims.ts';
import { findConsent } from '../../commands/tokens/consents/find-consents.ts';
import { claimsOfScopes } from '../../domain/tokens/consents/scope-claims.ts';
import { currentUnitOfWork } from '../adapter/current-unit-of-work.ts';
import type { AuthorizationServerDeps } from '../authorization-server-deps.ts';

type Deps = Pick<AuthorizationServerDeps, 'em' | 'keyring' | 'clock' | 'registry'>;

/** Where the claims by definition stand among those of an account: the provider gives claims that its configuration names alone. */
const defined = Symbol('claims by definition');

/**
 * Claims by definition that the client of the current request gets of a person.
 * @param scopes granted scopes whose claims are asked for.
 * @param rejected claims that the person did not allow.
 */
export async function definedClaims(
  deps: Deps,
  sub: string,
  { scopes, rejected }: { scopes: readonly string[]; rejected: readonly string[] },
): Promise<object> {
  const { clients, claims } = await deps.registry.current();
  const asked = scopes.map((name) => ({ resource: null, name }));
  const own = new Set(claims.map(({ claimType }) => claimType));
  const wanted = claimsOfScopes(asked, claims).flatMap(({ name }) =>
    own.has(name) && !rejected.includes(name) ? [name] : [],
  );
  const clientId = OidcProvider.ctx?.oidc.client?.clientId;
  const client = clients.get(clientId ?? '')?.client;
  if (wanted.length === 0 || !client) return {};
  const source = { em: () => currentUnitOfWork(deps), keyring: deps.keyring, clock: deps.clock };
  // A definition may be newer than what the person allowed.
  const consent = client.firstParty ? undefined : await findConsent(source, { userId: sub, clientId: client.id });
  const allowed = client.firstParty ? wanted : wanted.filter((name) => consent?.claims.includes(name));
  if (allowed.length === 0) return {};
  const values = await findClaims(source, sub);
  const isMultiple = new Map(claims.map(({ claimType, multiple }) => [claimType, multiple]));
  const given = allowed.flatMap((name) => {
    const held = values[name];
    return held === undefined ? [] : [[name, isMultiple.get(name) ? held : held[0]] as const];
  });
  return { [defined]: Object.fromEntries(given) };
}

/** Has the provider give the claims of {@link definedClaims} beside its own, in ID tokens and at userinfo. */
export function addDefinedClaims(provider: Provider): void {
  const { prototype } = (provider as unknown as { Claims: { prototype: ClaimsOfProvider } }).Claims;
  const { result } = prototype;
  prototype.result = async function addDefined() {
    return { ...(await result.call(this)), ...this.available[defined] };
  };
}

interface ClaimsOfProvider {
  available: { [defined]?: Record<string, unknown> };
  result(this: ClaimsOfProvider): Promise<Record<string, unknown>>;
}
