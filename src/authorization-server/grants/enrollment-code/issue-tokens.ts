import type { Provider } from 'oidc-provider';
import { applyRefreshTokenBindings, buildTokenResponse } from 'oidc-provider/lib/helpers/grants.js';
import type { TokenResponse } from 'oidc-provider/lib/helpers/grants.js';
import type { Connection } from '../../../commands/enrollment-codes/consume-enrollment-code.ts';
import { appScope } from '../../wire-names.ts';
import type { EnrollmentCodeContext } from './enrollment-code-context.ts';

/** How tokens remember where they come from, in the provider's short notation. */
const gty = 'enrollment_code';

/** Issues the first tokens of a connection, bound to the device key. */
export async function issueTokens(
  provider: Provider,
  ctx: EnrollmentCodeContext,
  { userId, profileId }: Connection,
  thumbprint: string,
): Promise<TokenResponse> {
  const { client } = ctx.oidc;
  const source = { accountId: userId, client, grantId: await saveGrant(provider, client.clientId, userId), gty, scope: appScope };

  const accessToken = new provider.AccessToken(source as ConstructorParameters<typeof provider.AccessToken>[0]);
  accessToken.setThumbprint('jkt', thumbprint);
  ctx.oidc.entity('AccessToken', accessToken);

  const refreshToken = new provider.RefreshToken({ ...source, rotations: 0 } as ConstructorParameters<typeof provider.RefreshToken>[0]);
  await applyRefreshTokenBindings(provider, ctx, accessToken, refreshToken);
  ctx.oidc.entity('RefreshToken', refreshToken);

  return buildTokenResponse(provider, {
    accessToken: await accessToken.save(),
    expiresIn: accessToken.expiration,
    refreshToken: await refreshToken.save(),
    scope: appScope,
    tokenType: accessToken.tokenType,
    parameters: { user_id: userId, profile_id: profileId },
  });
}

async function saveGrant(provider: Provider, clientId: string, accountId: string): Promise<string> {
  const grant = new provider.Grant({ clientId, accountId });
  grant.addOIDCScope(appScope);
  return grant.save();
}
