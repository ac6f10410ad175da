import type { Level } from '../../../../domain/authentication/levels.ts';
import { acrValuesThere } from '../../../../domain/authentication/sso/strength-there.ts';
import type { SsoFailure } from '../../../../domain/authentication/methods/sso.ts';
import { callbackAddress } from '../../../../domain/configuration/identity-providers/callback-address.ts';
import type { ProviderSignIn } from '../../../../domain/configuration/identity-providers/identity-provider-client.ts';
import { providerDefaults } from '../../../../domain/configuration/identity-providers/provider-defaults.ts';
import type { IdentityProvider } from '../../../../entities/configuration/identity-provider.ts';
import type { AuthenticationFlow } from '../../../../entities/authentication/authentication-flow.ts';
import { CountersignError } from '../../../../errors/countersign-error.ts';
import type { Keyring } from '../../../../security/keyring.ts';
import type { AuthorizationRequest } from '../../../../domain/authentication/flow/authorization-request.ts';
import type { FlowDeps } from '../../flow/flow-deps.ts';

/** Bytes of what an answer has to fit. */
const size = 32;

/** What is kept of a sign-in at a provider until its answer comes, encrypted. */
export interface KeptSignIn extends ProviderSignIn {
  provider: string;
  /** Where the browser goes. */
  address: string;
}

/** What a sign-in at a provider that proved nothing is called. `unknown`: the provider was disabled meanwhile. */
export const failures = {
  cancelled: 'sso_cancelled',
  refused: 'provider_refused',
  unavailable: 'identity_provider_unavailable',
  unknown: 'identity_provider_unknown',
} as const satisfies Record<string, SsoFailure>;

type Deps = Pick<FlowDeps, 'configuration' | 'random' | 'environment' | 'identityProviders'>;

/** The providers that people can sign in with now, in the order of their buttons. */
export async function enabledProviders({ configuration }: Pick<Deps, 'configuration'>): Promise<IdentityProvider[]> {
  const { identityProviders } = await configuration.current();
  return [...identityProviders.values()].filter(({ enabled }) => enabled);
}

/** Whether a flow is not content with a sign-in that was before it. */
function isNewAsked({ required, request }: Pick<AuthenticationFlow, 'required' | 'request'>): boolean {
  return required.maxAge !== null || (JSON.parse(request) as AuthorizationRequest).is_new_asked === true;
}

/** The providers that can be used in a flow: those that cannot prove a new sign-in are in none that asks for one. */
export async function providersOf(
  deps: Pick<Deps, 'configuration'>,
  flow: Pick<AuthenticationFlow, 'required' | 'request'>,
): Promise<IdentityProvider[]> {
  const all = await enabledProviders(deps);
  return isNewAsked(flow) ? all.filter(({ kind }) => providerDefaults[kind].newSignIn !== 'never') : all;
}

/**
 * Begins a sign-in at a provider for a flow.
 * @throws CountersignError `method_not_offered` for one that cannot prove what the flow asks for, and as {@link beginAtProvider}
 */
export async function beginForFlow(
  deps: Deps & Pick<FlowDeps, 'clock'>,
  id: string,
  flow: Pick<AuthenticationFlow, 'required' | 'request'>,
): Promise<KeptSignIn> {
  const usable = await providersOf(deps, flow);
  if ((await findProvider(deps, id)) && !usable.some((provider) => provider.id === id))
    throw new CountersignError('method_not_offered');
  const newSince = isNewAsked(flow) ? Math.floor(deps.clock().getTime() / 1000) : undefined;
  return beginAtProvider(deps, id, { newSince, level: flow.required.level });
}

/** Undefined: unknown or disabled, which look the same. */
export async function findProvider(
  { configuration }: Pick<Deps, 'configuration'>,
  id: string,
): Promise<IdentityProvider | undefined> {
  const provider = (await configuration.current()).identityProviders.get(id);
  return provider?.enabled ? provider : undefined;
}

/** What a sign-in at a provider has to be. */
interface AskedThere {
  /** Set where the person has to sign in there anew: seconds since 1970. */
  newSince?: number | undefined;
  /** Ours, which values of the provider's `acr` stand for. */
  level?: Level;
}

/**
 * Begins a sign-in at a provider.
 * @throws CountersignError `identity_provider_unknown`, `identity_provider_unavailable`
 */
export async function beginAtProvider(deps: Deps, id: string, asked: AskedThere = {}): Promise<KeptSignIn> {
  const provider = await findProvider(deps, id);
  if (!provider) throw new CountersignError('identity_provider_unknown');
  return beginAt(deps, provider, asked);
}

/** The same at a provider that was found. @throws CountersignError `identity_provider_unavailable` */
export async function beginAt(
  deps: Deps,
  provider: IdentityProvider,
  { newSince, level = 1 }: AskedThere = {},
): Promise<KeptSignIn> {
  const { id } = provider;
  const { responseMode, newSignIn } = providerDefaults[provider.kind];
  const secret = () => deps.random(size).toString('base64url');
  const signIn: ProviderSignIn = {
    redirectUri: callbackAddress(deps.environment.publicUrl, id),
    ...{ state: secret(), nonce: secret(), codeVerifier: secret() },
    responseMode,
    acrValues: newSignIn === 'asked' ? acrValuesThere(provider, level) : [],
    ...(newSince !== undefined && { newSignIn: { since: newSince, isSent: newSignIn === 'asked' } }),
  };
  const begun = await deps.identityProviders.addressOf(provider, signIn);
  if (begun.status === 'unavailable')
    throw new CountersignError('identity_provider_unavailable', { detail: begun.detail });
  return { ...signIn, provider: id, address: begun.address };
}

/** What a sign-in is found by when its answer comes: the state itself is in it alone. */
export function hashOfState(keyring: Keyring, state: string): Buffer {
  return keyring.lookupHash(state, 'sso_state');
}
