import type { Middleware } from 'koa';
import { Provider } from 'oidc-provider';
import type { KoaContextWithOIDC } from 'oidc-provider';
import { isOauthSecret } from '../../security/clients/oauth-secret.ts';
import type { AuthorizationServerDeps } from '../authorization-server-deps.ts';
import { tokenRequestOrigin } from '../request-origin.ts';

type Deps = Pick<AuthorizationServerDeps, 'registry' | 'keyring' | 'secretLimits'>;

/**
 * Compares a client's secret with the hashes of those that it may use; the provider would compare with a text. Wrong ones are
 * limited as those of API clients are: beyond the limit the answer is that of a wrong secret, with `Retry-After`.
 */
export function checkSecrets(provider: Provider, deps: Deps): void {
  provider.Client.prototype.compareClientSecret = async function compareByHash(this: { clientId: string }, secret) {
    const registered = (await deps.registry.current()).clients.get(this.clientId);
    const hashes = registered?.secrets.map(({ hash }) => hash) ?? [];
    const isRight = isOauthSecret(deps.keyring, this.clientId, secret, hashes);
    const isCounted = await isWithinLimit(deps, Provider.ctx as KoaContextWithOIDC, {
      clientId: this.clientId,
      isRight,
    });
    return isRight && isCounted;
  };
}

/** Counts secrets of clients that there are not, too: whether there is one is not told by the limit. */
export function countUnknownClients(deps: Deps): Middleware {
  return async (ctx, next) => {
    await next();
    const { oidc } = ctx as KoaContextWithOIDC;
    const hasSecret = ctx.get('Authorization') !== '' || oidc?.params?.['client_secret'] !== undefined;
    if (ctx.status !== 401 || !hasSecret || oidc?.entities.Client) return;
    await isWithinLimit(deps, ctx as KoaContextWithOIDC, { clientId: undefined, isRight: false });
  };
}

async function isWithinLimit(
  { secretLimits }: Deps,
  ctx: KoaContextWithOIDC,
  attempt: { clientId: string | undefined; isRight: boolean },
): Promise<boolean> {
  const retryAfter = await secretLimits.count({ ...attempt, origin: tokenRequestOrigin(ctx) });
  if (retryAfter !== undefined) ctx.set('Retry-After', String(retryAfter));
  return retryAfter === undefined;
}
