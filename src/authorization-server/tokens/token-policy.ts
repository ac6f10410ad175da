import type { Client, KoaContextWithOIDC } from 'oidc-provider';
import { findAccount } from '../accounts/find-account.ts';
import { currentRolesOf } from '../accounts/roles.ts';
import type { AuthorizationServerDeps } from '../authorization-server-deps.ts';
import { isAppInstallation } from '../clients/app-installations.ts';
import { loadRegistration } from '../grants/refresh-token/name-profile.ts';
import { proveRefreshFactor } from '../grants/refresh-token/prove-factor.ts';
import { tokenRequestOrigin } from '../request-origin.ts';
import { revokeGrant } from './refresh-token-reuse.ts';

/** A code or a token that tokens are made of. */
interface GrantSource {
  scopes: ReadonlySet<string>;
}

/** Callbacks of the provider's configuration, under its names. */
export function createTokenPolicy(deps: AuthorizationServerDeps) {
  return {
    findAccount: (ctx: KoaContextWithOIDC, sub: string) => findAccount(deps, ctx, sub),

    /** Every refresh token is accepted once; of an app with a factor if the registration has one. */
    async rotateRefreshToken(ctx: KoaContextWithOIDC): Promise<boolean> {
      if (!ctx.oidc.client || !isAppInstallation(ctx.oidc.client)) return true;
      await proveRefreshFactor(deps, ctx);
      await loadRegistration(deps, ctx);
      return true;
    },

    /** Called when a used refresh token is sent again: revokes the family and records it. */
    async revokeGrantPolicy(ctx: KoaContextWithOIDC): Promise<boolean> {
      if (ctx.oidc.route === 'revocation') return ctx.oidc.entities.AccessToken === undefined;
      const grantId = ctx.oidc.entities.RefreshToken?.grantId;
      const origin = tokenRequestOrigin(ctx);
      if (grantId) await deps.em().transactional((em) => revokeGrant(em, grantId, { now: deps.clock(), origin }));
      return true;
    },

    /** Apps always get one. To others it is what the person allowed as `offline_access`. */
    issueRefreshToken: (_ctx: KoaContextWithOIDC, client: Client, source: GrantSource) =>
      client.grantTypeAllowed('refresh_token') && (isAppInstallation(client) || source.scopes.has('offline_access')),
    /** What was not allowed to act without the person ends with their session. */
    expiresWithSession: (_ctx: KoaContextWithOIDC, source: GrantSource) => !source.scopes.has('offline_access'),
    clientBasedCORS: (_ctx: KoaContextWithOIDC, origin: string) => deps.environment.corsOrigins.includes(origin),

    /** How the person signed in, in access tokens (RFC 9068 section 2.2.1, RFC 9470 section 6), and in JWTs their roles (RFC 9068 section 2.2.3.1). */
    async extraTokenClaims(ctx: KoaContextWithOIDC, token: MadeToken) {
      const claims =
        (ctx.state['exchangedClaims'] as Record<string, unknown> | undefined) ?? claimsOfSignIn(ctx, token);
      const isJwt = token.kind === 'AccessToken' && token.resourceServer?.accessTokenFormat === 'jwt';
      const roles = isJwt && token.accountId !== undefined ? await currentRolesOf(deps, token.accountId) : [];
      return roles.length > 0 ? { ...claims, roles } : claims;
    },
  };
}

/** A token that is being made. */
interface MadeToken {
  kind: string;
  accountId?: string;
  resourceServer?: { accessTokenFormat?: string };
}

function claimsOfSignIn(ctx: KoaContextWithOIDC, token: MadeToken): Record<string, unknown> | undefined {
  const { AuthorizationCode: code, DeviceCode: deviceCode, ...tokens } = ctx.oidc.entities;
  const source =
    code ?? deviceCode ?? tokens.BackchannelAuthenticationRequest ?? tokens.RotatedRefreshToken ?? tokens.RefreshToken;
  if (token.kind !== 'AccessToken' || source?.authTime === undefined) return undefined;
  const { acr, amr, authTime } = source;
  return { ...(acr && { acr }), ...(amr && { amr }), auth_time: authTime };
}
