import type { Middleware } from 'koa';
import type { AuthorizationServerDeps } from '../authorization-server-deps.ts';

const metadataPaths = new Set(['/.well-known/openid-configuration', '/.well-known/oauth-authorization-server']);

/** Adds the protected resources to the metadata (RFC 9728 section 4): the provider does not know them before they are asked for. */
export function nameResources({ registry }: Pick<AuthorizationServerDeps, 'registry'>): Middleware {
  return async (ctx, next) => {
    await next();
    if (!metadataPaths.has(ctx.path) || ctx.method !== 'GET' || ctx.status !== 200) return;
    const { resources } = await registry.current();
    ctx.body = {
      ...(ctx.body as object),
      ...(resources.size > 0 && { protected_resources: [...resources.keys()] }),
    };
  };
}
