import { errors } from 'oidc-provider';
import type { KoaContextWithOIDC } from 'oidc-provider';
import { applicationNameOf } from '../../commands/configuration/application-name.ts';
import { Device } from '../../entities/people/device.ts';
import { User } from '../../entities/people/user.ts';
import type { AuthorizationServerDeps } from '../authorization-server-deps.ts';
import { isInstallationId } from '../clients/installation-id.ts';
import { proveRefreshFactor } from '../grants/refresh-token/prove-factor.ts';
import { revokeGrant } from './refresh-token-reuse.ts';
import { setAppName, tokenRequestOrigin } from '../request-origin.ts';
import { isDisabled } from '../version-status.ts';

/** The decisions the provider leaves to its house, in the provider's own names. */
export function createTokenPolicy(deps: AuthorizationServerDeps) {
  return {
    /** Asked before a refresh token is taken: the user must still be there and the app not be switched off. */
    async findAccount(ctx: KoaContextWithOIDC, sub: string) {
      await checkVersion(deps, ctx);
      if ((await deps.em().count(User, { id: sub })) === 0) return undefined;
      return { accountId: sub, claims: () => ({ sub }) };
    },

    /** Every refresh token is good once, and is used up with a factor where the profile has one. */
    async rotateRefreshToken(ctx: KoaContextWithOIDC): Promise<boolean> {
      await proveRefreshFactor(deps, ctx);
      return true;
    },

    /** Asked whether a family goes with its token: when a used refresh token came again it does, and that is an event. */
    async revokeGrantPolicy(ctx: KoaContextWithOIDC): Promise<boolean> {
      if (ctx.oidc.route === 'revocation') return ctx.oidc.entities.AccessToken === undefined;
      const grantId = ctx.oidc.entities.RefreshToken?.grantId;
      const origin = tokenRequestOrigin(ctx);
      if (grantId) await deps.em().transactional((em) => revokeGrant(em, grantId, { now: deps.clock(), origin }));
      return true;
    },

    issueRefreshToken: (_ctx: KoaContextWithOIDC, client: { grantTypeAllowed(type: string): boolean }) => client.grantTypeAllowed('refresh_token'),
    expiresWithSession: () => false,
    clientBasedCORS: (_ctx: KoaContextWithOIDC, origin: string) => deps.environment.corsOrigins.includes(origin),
  };
}

async function checkVersion(deps: AuthorizationServerDeps, ctx: KoaContextWithOIDC): Promise<void> {
  const clientId = ctx.oidc.client?.clientId;
  if (!clientId || !isInstallationId(clientId)) return;
  const device = await deps.em().findOne(Device, { clientId });
  if (!device) return;
  const configuration = await deps.configuration.current();
  setAppName(ctx, applicationNameOf(configuration, device.applicationVersion));
  if (isDisabled(configuration, device.applicationVersion)) throw new errors.UnauthorizedClient('version_disabled');
}
