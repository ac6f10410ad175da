import type { Middleware } from 'koa';
import type { KoaContextWithOIDC } from 'oidc-provider';
import { OauthGrant } from '../../../entities/tokens/oauth-grant.ts';
import type { AuthorizationServerDeps } from '../../authorization-server-deps.ts';

/** Finds the registration of a refresh token before the token is consumed, so that an unreachable database does not cost the token. */
export async function loadRegistration(
  deps: Pick<AuthorizationServerDeps, 'em'>,
  ctx: Pick<KoaContextWithOIDC, 'state' | 'oidc'>,
): Promise<void> {
  const id = ctx.oidc.entities.RefreshToken?.grantId;
  const grant = id === undefined ? null : await deps.em().findOne(OauthGrant, { id });
  if (grant?.registration) ctx.state['refreshedProfile'] = { user_id: grant.accountId, profile_id: grant.registration };
}

/** Adds `profile_id` to the answer, as in the answer to an enrolment code. The provider writes only the standard members. */
export const addProfile: Middleware = async (ctx, next) => {
  await next();
  const profile = ctx.state['refreshedProfile'] as object | undefined;
  if (profile && ctx.status === 200) ctx.body = { ...(ctx.body as object), ...profile };
};
