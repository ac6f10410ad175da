import type { Provider } from 'oidc-provider';
import { applyRefreshTokenBindings, buildTokenResponse } from 'oidc-provider/lib/helpers/grants.js';
import type { TokenResponse } from 'oidc-provider/lib/helpers/grants.js';
import type { Connection } from '../../../commands/devices/enrollment-codes/consume-enrollment-code.ts';
import type { EnrollmentCodeContext } from './enrollment-code-context.ts';

/** Grant type that is stored with tokens, in the provider's abbreviation. */
const gty = 'enrollment_code';

/** Issues the first tokens of a connection, bound to the device key. */
export async function issueTokens(
  provider: Provider,
  ctx: EnrollmentCodeContext,
  { userId, registrationId }: Connection,
  { thumbprint, scope }: { thumbprint: string; scope: string },
): Promise<TokenResponse> {
  const { client } = ctx.oidc;
  const source = {
    accountId: userId,
    client,
    grantId: await saveGrant(provider, { clientId: client.clientId, accountId: userId, scope }),
    gty,
    scope,
  };

  const accessToken = new provider.AccessToken(source as ConstructorParameters<typeof provider.AccessToken>[0]);
  accessToken.setThumbprint('jkt', thumbprint);
  ctx.oidc.entity('AccessToken', accessToken);

  const refreshToken = new provider.RefreshToken({ ...source, rotations: 0 } as ConstructorParameters<
    typeof provider.RefreshToken
  >[0]);
  await applyRefreshTokenBindings(provider, ctx, accessToken, refreshToken);
  ctx.oidc.entity('RefreshToken', refreshToken);

  return buildTokenResponse(provider, {
    accessToken: await accessToken.save(),
    expiresIn: accessToken.expiration,
    refreshToken: await refreshToken.save(),
    scope,
    tokenType: accessToken.tokenType,
    parameters: { user_id: userId, profile_id: registrationId },
  });
}

async function saveGrant(
  provider: Provider,
  { clientId, accountId, scope }: { clientId: string; accountId: string; scope: string },
): Promise<string> {
  const grant = new provider.Grant({ clientId, accountId });
  grant.addOIDCScope(scope);
  return grant.save();
}
