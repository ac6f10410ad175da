import { fetchProtectedResource, fetchUserInfo } from 'openid-client';
import type { Configuration, TokenEndpointResponse, TokenEndpointResponseHelpers } from 'openid-client';
import type {
  CalledProvider,
  ProvidedAccount,
} from '../../domain/configuration/identity-providers/identity-provider-client.ts';

type Tokens = TokenEndpointResponse & TokenEndpointResponseHelpers;

/** What a provider answered is not what it has to be. `message` may be logged. */
export class ProviderAnswerError extends Error {
  override readonly name = 'ProviderAnswerError';
}

/** The account of an ID token. Where it holds no e-mail address, the user info endpoint is asked. */
export async function readOpenIdAccount(configuration: Configuration, tokens: Tokens): Promise<ProvidedAccount> {
  const claims = tokens.claims();
  if (!claims) throw new ProviderAnswerError('no ID token');
  const hasMore = configuration.serverMetadata().userinfo_endpoint !== undefined;
  const more =
    claims['email'] === undefined && hasMore
      ? await fetchUserInfo(configuration, tokens.access_token, claims.sub)
      : undefined;
  const all: Readonly<Record<string, unknown>> = { ...more, ...claims };
  // An address and whether it is verified are of one place.
  const address: Readonly<Record<string, unknown>> = more ?? claims;
  return {
    subject: claims.sub,
    email: textOf(address['email']),
    // Apple has it as text.
    isEmailVerified: address['email_verified'] === true || address['email_verified'] === 'true',
    name: textOf(all['name']),
    givenName: textOf(all['given_name']),
    familyName: textOf(all['family_name']),
    signedInAt: claims.auth_time,
  };
}

/** The account of an access token of GitHub, whose id never changes while its login may. */
export async function readGitHubAccount(
  configuration: Configuration,
  { apiUrl }: Pick<CalledProvider, 'apiUrl'>,
  tokens: Tokens,
): Promise<ProvidedAccount> {
  const base = (apiUrl ?? '').replace(/\/$/, '');
  const user = (await read(configuration, tokens, new URL(`${base}/user`))) as { id?: unknown; name?: unknown } | null;
  if (!Number.isSafeInteger(user?.id)) throw new ProviderAnswerError('no id');
  const emails = await read(configuration, tokens, new URL(`${base}/user/emails`)).catch(ignoreNotAllowed);
  const primary = (
    Array.isArray(emails) ? (emails as { email?: unknown; primary?: unknown; verified?: unknown }[]) : []
  ) //
    .find((entry) => entry?.primary === true);
  return {
    subject: String(user?.id),
    email: textOf(primary?.email),
    isEmailVerified: primary?.verified === true,
    name: textOf(user?.name),
    givenName: undefined,
    familyName: undefined,
    signedInAt: undefined,
  };
}

async function read(configuration: Configuration, tokens: Tokens, url: URL): Promise<unknown> {
  const headers = new Headers({ accept: 'application/vnd.github+json' });
  const response = await fetchProtectedResource(configuration, tokens.access_token, url, 'GET', null, headers);
  if (response.status !== 200) throw new ProviderAnswerError(`status ${response.status}`);
  return response.json();
}

/** The person did not allow it, or the app may not ask: then there is no address. */
function ignoreNotAllowed(error: unknown): undefined {
  if (!(error instanceof ProviderAnswerError)) throw error;
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
