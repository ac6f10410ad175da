import { createPrivateKey } from 'node:crypto';
import { SignJWT } from 'jose';
import {
  ClientSecretBasic,
  ClientSecretPost,
  Configuration,
  allowInsecureRequests,
  clockTolerance,
  customFetch,
  discovery,
} from 'openid-client';
import type { ClientAuth, CustomFetch } from 'openid-client';
import type { CalledProvider } from '../../domain/configuration/identity-providers/identity-provider-client.ts';

/** Seconds that clocks may differ. */
const tolerance = 60;
/** How long a signed secret is good for: it is made for one request. */
const secretLifetime = '5m';

/** A provider as the library calls it. */
export interface ClientConfiguration {
  configuration: Configuration;
  /** Makes what the next request to the token endpoint authenticates with. */
  prepare(): Promise<void>;
}

interface Settings {
  fetch: CustomFetch;
  /** Whether a provider may be called without TLS: in development. */
  isPlainAllowed: boolean;
}

/**
 * Reads what a provider publishes of itself (OpenID Connect Discovery); GitHub publishes nothing.
 * @throws the library's errors, ProviderAwayError
 */
export async function configureClient(provider: CalledProvider, settings: Settings): Promise<ClientConfiguration> {
  const { authentication, prepare } = authenticationOf(provider);
  const metadata = { [clockTolerance]: tolerance };
  if (provider.kind === 'github') {
    const base = provider.issuer.replace(/\/$/, '');
    const server = {
      // What GitHub names itself in `iss` (RFC 9207).
      issuer: `${base}/login/oauth`,
      authorization_endpoint: `${base}/login/oauth/authorize`,
      token_endpoint: `${base}/login/oauth/access_token`,
    };
    const configuration = new Configuration(server, provider.clientId, metadata, authentication);
    configuration[customFetch] = settings.fetch;
    if (settings.isPlainAllowed) allowInsecureRequests(configuration);
    return { configuration, prepare };
  }
  const configuration = await discovery(new URL(provider.issuer), provider.clientId, metadata, authentication, {
    [customFetch]: settings.fetch,
    ...(settings.isPlainAllowed && { execute: [allowInsecureRequests] }),
  });
  return { configuration, prepare };
}

function authenticationOf(provider: CalledProvider): { authentication: ClientAuth; prepare: () => Promise<void> } {
  const nothing = async (): Promise<void> => undefined;
  const secret = provider.clientSecret ?? '';
  if (provider.authentication === 'client_secret_basic')
    return { authentication: ClientSecretBasic(secret), prepare: nothing };
  if (provider.authentication === 'client_secret_post')
    return { authentication: ClientSecretPost(secret), prepare: nothing };
  let signed = '';
  return {
    authentication: (server, client, body, headers) => ClientSecretPost(signed)(server, client, body, headers),
    prepare: async () => {
      signed = await signSecret(provider);
    },
  };
}

/** The secret of Apple: a JWT by the key of the team. @see https://developer.apple.com/documentation/accountorganizationaldatasharing/creating-a-client-secret */
function signSecret({ issuer, clientId, teamId, keyId, privateKey }: CalledProvider): Promise<string> {
  return new SignJWT({})
    .setProtectedHeader({ alg: 'ES256', kid: keyId ?? '' })
    .setIssuer(teamId ?? '')
    .setSubject(clientId)
    .setAudience(issuer)
    .setIssuedAt()
    .setExpirationTime(secretLifetime)
    .sign(createPrivateKey(privateKey ?? ''));
}
