import { createHash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import {
  AuthorizationResponseError,
  ResponseBodyError,
  authorizationCodeGrant,
  buildAuthorizationUrl,
  calculatePKCECodeChallenge,
} from 'openid-client';
import type {
  CalledProvider,
  IdentityProviderClient,
  ProvidedAccount,
  ProviderAnswer,
  ProviderSignIn,
} from '../../domain/configuration/identity-providers/identity-provider-client.ts';
import { createProviderNetwork } from '../connection/provider-network.ts';
import type { NetworkSettings } from '../connection/provider-network.ts';
import type { ProviderSettings } from '../provider-settings.ts';
import { configureClient } from './client-configuration.ts';
import type { ClientConfiguration } from './client-configuration.ts';
import { ProviderAwayError, createOutgoingFetch } from './outgoing-fetch.ts';
import { ProviderAnswerError, readGitHubAccount, readOpenIdAccount } from './read-account.ts';

/** Milliseconds for each request: a person waits for it. */
const defaultTimeoutMs = 5_000;
/** Seconds by which the clock of a provider may be behind. */
const clockSkew = 60;
/** Milliseconds for which is used what a provider publishes of itself, and providers of which it is kept. */
const [freshMs, mostProviders] = [10 * 60_000, 200];

/**
 * Identity providers over OpenID Connect, and GitHub over OAuth 2.
 * @param options.timeoutMs milliseconds for each request, to which the extra wait is added.
 */
export function createIdentityProviders(
  settings: NetworkSettings & Pick<ProviderSettings, 'callbackPrivateAddresses'>,
  { timeoutMs = defaultTimeoutMs }: { timeoutMs?: number } = {},
): IdentityProviderClient {
  const isPlainAllowed = settings.callbackPrivateAddresses === 'allowed';
  const network = createProviderNetwork(settings, { isGuarded: !isPlainAllowed });
  const closing = new AbortController();
  const withinMs = timeoutMs + (settings.extraWaitMs ?? 0);
  const fetch = createOutgoingFetch({ network, timeoutMs: withinMs, closing: closing.signal });
  const kept = new LRUCache<string, Promise<ClientConfiguration>>({ max: mostProviders, ttl: freshMs });
  /** One discovery at a time, shared by all that wait for it; a failed one is not kept. */
  const clientOf = (provider: CalledProvider): Promise<ClientConfiguration> => {
    const key = createHash('sha256').update(JSON.stringify(provider)).digest('base64');
    const known = kept.get(key);
    if (known) return known;
    const asked = configureClient(provider, { fetch, isPlainAllowed });
    kept.set(key, asked);
    asked.catch(() => kept.peek(key) === asked && kept.delete(key));
    return asked;
  };
  return {
    addressOf: async (provider, signIn) => {
      try {
        const { configuration } = await clientOf(provider);
        const parameters = await parametersOf(provider, signIn);
        return { status: 'ready', address: buildAuthorizationUrl(configuration, parameters).href };
      } catch (error) {
        return { status: 'unavailable', detail: describeFault(error) };
      }
    },
    takeAnswer: async (provider, signIn, query) => {
      try {
        return await takeAnswer(await clientOf(provider), provider, { signIn, query });
      } catch (error) {
        return presentFault(error);
      }
    },
    close: async () => closing.abort(),
  };
}

async function parametersOf(provider: CalledProvider, signIn: ProviderSignIn): Promise<Record<string, string>> {
  return {
    redirect_uri: signIn.redirectUri,
    scope: provider.scopes.join(' '),
    state: signIn.state,
    code_challenge: await calculatePKCECodeChallenge(signIn.codeVerifier),
    code_challenge_method: 'S256',
    ...(provider.kind !== 'github' && { nonce: signIn.nonce }),
    ...(signIn.newSignIn?.isSent && { max_age: '0', prompt: 'login' }),
    ...(signIn.acrValues?.length && { acr_values: signIn.acrValues.join(' ') }),
    ...(signIn.responseMode === 'form_post' && { response_mode: signIn.responseMode }),
  };
}

/** The library checks `state`, `iss` where the provider sends or promises it, PKCE, `nonce`, and the ID token. */
async function takeAnswer(
  { configuration, prepare }: ClientConfiguration,
  provider: CalledProvider,
  { signIn, query }: { signIn: ProviderSignIn; query: URLSearchParams },
): Promise<ProviderAnswer> {
  const address = new URL(`${signIn.redirectUri}?${query.toString()}`);
  const checks = { expectedState: signIn.state, pkceCodeVerifier: signIn.codeVerifier };
  await prepare();
  if (provider.kind === 'github') {
    const tokens = await authorizationCodeGrant(configuration, address, checks);
    return { status: 'proven', account: await readGitHubAccount(configuration, provider, tokens) };
  }
  const tokens = await authorizationCodeGrant(configuration, address, {
    ...{ ...checks, expectedNonce: signIn.nonce, idTokenExpected: true },
  });
  const account = await readOpenIdAccount(configuration, provider, tokens);
  checkAge(signIn, account);
  return { status: 'proven', account };
}

/** A person who had to sign in anew has not done it before they were asked to. A provider that was sent the question tells when. */
function checkAge({ newSignIn }: ProviderSignIn, { signedInAt }: ProvidedAccount): void {
  if (!newSignIn) return;
  if (signedInAt === undefined && newSignIn.isSent) throw new ProviderAnswerError('no auth_time');
  if (signedInAt !== undefined && signedInAt + clockSkew < newSignIn.since)
    throw new ProviderAnswerError('an older sign-in');
}

/** What a provider answers when the person did not want to. */
const cancelled = new Set(['access_denied', 'user_cancelled_authorize']);

function presentFault(error: unknown): ProviderAnswer {
  if (error instanceof AuthorizationResponseError && cancelled.has(error.error))
    return { status: 'cancelled', detail: error.error };
  const detail = describeFault(error);
  return { status: findAway(error) ? 'unavailable' : 'refused', detail };
}

/** Codes of errors alone: texts of a provider may hold anything. */
function describeFault(error: unknown): string {
  const away = findAway(error);
  if (away) return away.message;
  if (error instanceof ProviderAnswerError) return error.message;
  const { error: answered, code } = error as { error?: unknown; code?: unknown };
  const isAnswered = error instanceof AuthorizationResponseError || error instanceof ResponseBodyError;
  const known = isAnswered ? answered : code;
  return typeof known === 'string' && /^[\w ]{1,64}$/.test(known) ? known : 'unexpected answer';
}

/** The library wraps what a request threw. */
function findAway(error: unknown): ProviderAwayError | undefined {
  for (let cause = error, depth = 0; cause instanceof Error && depth < 5; cause = cause.cause, depth += 1)
    if (cause instanceof ProviderAwayError) return cause;
  return undefined;
}
