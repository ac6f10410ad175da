import { fetchProtectedResource, fetchUserInfo } from 'openid-client';
import type { Configuration, TokenEndpointResponse, TokenEndpointResponseHelpers } from 'openid-client';
import type { ClaimMapping } from '../../domain/configuration/identity-providers/claim-mapping.ts';
import type {
  CalledProvider,
  ProvidedAccount,
} from '../../domain/configuration/identity-providers/identity-provider-client.ts';

type Tokens = TokenEndpointResponse & TokenEndpointResponseHelpers;

/** What a provider answered is not what it has to be. `message` may be logged. */
export class ProviderAnswerError extends Error {
  override readonly name = 'ProviderAnswerError';
}

/**
 * The account of an ID token. Where a claim that is looked at is not in it, the user info endpoint is asked; how and when a person signed in
 * is believed of the ID token alone.
 */
export async function readOpenIdAccount(
  configuration: Configuration,
  { claims: mappings }: Pick<CalledProvider, 'claims'>,
  tokens: Tokens,
): Promise<ProvidedAccount> {
  const signed = tokens.claims();
  if (!signed) throw new ProviderAnswerError('no ID token');
  const hasMore = configuration.serverMetadata().userinfo_endpoint !== undefined;
  const isAsked = hasMore && ['email', ...claimsNeeded(mappings)].some((name) => signed[name] === undefined);
  const more = isAsked ? await fetchUserInfo(configuration, tokens.access_token, signed.sub) : undefined;
  // An address and whether it is verified are of one place.
  const address: Readonly<Record<string, unknown>> = signed['email'] === undefined ? (more ?? {}) : signed;
  const amr: readonly unknown[] = Array.isArray(signed['amr']) ? signed['amr'] : [];
  return {
    subject: signed.sub,
    email: textOf(address['email']),
    // Apple has it as text.
    isEmailVerified: address['email_verified'] === true || address['email_verified'] === 'true',
    acr: textOf(signed['acr']),
    amr: amr.filter((value) => typeof value === 'string'),
    signedInAt: signed.auth_time,
    claims: { ...more, ...signed },
  };
}

/** The account of an access token of GitHub, whose id never changes while its login may. */
export async function readGitHubAccount(
  configuration: Configuration,
  { apiUrl }: Pick<CalledProvider, 'apiUrl'>,
  tokens: Tokens,
): Promise<ProvidedAccount> {
  const base = (apiUrl ?? '').replace(/\/$/, '');
  const user = (await read(configuration, tokens, new URL(`${base}/user`))) as { id?: unknown } | null;
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
    ...{ acr: undefined, amr: [], signedInAt: undefined },
    claims: { ...user, emails: Array.isArray(emails) ? emails : [] },
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

/** The claims that a mapping looks at, by the name that they have at the top. */
function claimsNeeded(mappings: readonly ClaimMapping[]): string[] {
  return mappings.map(({ from }) => (from.split('/')[1] ?? '').replaceAll('~1', '/').replaceAll('~0', '~'));
}
