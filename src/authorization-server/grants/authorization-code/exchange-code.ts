import type { EntityManager } from '@mikro-orm/postgresql';
import { errors } from 'oidc-provider';
import type { KoaContextWithOIDC, Provider } from 'oidc-provider';
import instance from 'oidc-provider/lib/helpers/weak_cache.js';
import { OauthGrant } from '../../../entities/tokens/oauth-grant.ts';
import { expiryAfter } from '../../adapter/epoch.ts';
import type { AuthorizationServerDeps } from '../../authorization-server-deps.ts';
import { lifetimes } from '../../tokens/lifetimes.ts';

type Deps = Pick<AuthorizationServerDeps, 'em' | 'clock'>;

const grantType = 'authorization_code';

/**
 * Exchanges a code in one transaction: of several uses at once the first gets its tokens, and only then do the others take them away.
 * A crash leaves the code as it was. What a refusal changed, such as the revocation after a second use, is kept.
 */
export function exchangeCodesAtOnce(provider: Provider, deps: Deps): void {
  const { grantTypeHandlers } = instance(provider);
  const exchange = grantTypeHandlers.get(grantType);
  if (!exchange) throw new Error('The provider has no authorization_code grant');
  grantTypeHandlers.set(grantType, async (ctx: KoaContextWithOIDC) => {
    const refusal = await deps.em().transactional(async (em) => {
      try {
        await exchange(ctx);
        await prolongGrant(em, deps, ctx);
      } catch (error) {
        if (error instanceof errors.OIDCProviderError && error.statusCode < 500) return error;
        throw error;
      }
      return undefined;
    });
    if (refusal) throw refusal;
  });
}

/** The grant may be as old as the session; a refresh token that comes of it now is not to end with it early. */
async function prolongGrant(em: EntityManager, { clock }: Deps, ctx: KoaContextWithOIDC): Promise<void> {
  const id = ctx.oidc.entities.RefreshToken?.grantId;
  if (id) await em.nativeUpdate(OauthGrant, { id }, { expiresAt: expiryAfter(clock(), lifetimes.Grant(ctx)) });
}
