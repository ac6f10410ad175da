import type { SsoFailure } from '../../../../domain/authentication/methods/sso.ts';
import { callbackAddress } from '../../../../domain/configuration/identity-providers/callback-address.ts';
import type { ProviderSignIn } from '../../../../domain/configuration/identity-providers/identity-provider-client.ts';
import { providerDefaults } from '../../../../domain/configuration/identity-providers/provider-defaults.ts';
import type { IdentityProvider } from '../../../../entities/configuration/identity-provider.ts';
import { CountersignError } from '../../../../errors/countersign-error.ts';
import type { Keyring } from '../../../../security/keyring.ts';
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

/** Undefined: unknown or disabled, which look the same. */
export async function findProvider(
  { configuration }: Pick<Deps, 'configuration'>,
  id: string,
): Promise<IdentityProvider | undefined> {
  const provider = (await configuration.current()).identityProviders.get(id);
  return provider?.enabled ? provider : undefined;
}

/**
 * Begins a sign-in at a provider.
 * @throws CountersignError `identity_provider_unknown`, `identity_provider_unavailable`
 */
export async function beginAtProvider(deps: Deps, id: string): Promise<KeptSignIn> {
  const provider = await findProvider(deps, id);
  if (!provider) throw new CountersignError('identity_provider_unknown');
  const secret = () => deps.random(size).toString('base64url');
  const signIn: ProviderSignIn = {
    redirectUri: callbackAddress(deps.environment.publicUrl, id),
    ...{ state: secret(), nonce: secret(), codeVerifier: secret() },
    responseMode: providerDefaults[provider.kind].responseMode,
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
