import type { Middleware } from 'koa';
import type { AuthorizationServerDeps } from '../authorization-server-deps.ts';

const metadataPaths = new Set(['/.well-known/openid-configuration', '/.well-known/oauth-authorization-server']);
/** Where clients authenticate, or show tokens that are bound to a certificate. */
const aliased = [
  'token_endpoint',
  'userinfo_endpoint',
  'revocation_endpoint',
  'introspection_endpoint',
  'pushed_authorization_request_endpoint',
  'device_authorization_endpoint',
  'backchannel_authentication_endpoint',
] as const;

/**
 * Adds to the metadata what the provider does not know: the protected resources (RFC 9728 section 4), and the addresses at which callers are asked
 * for their certificate (RFC 8705 section 5).
 */
export function nameResources({
  registry,
  environment,
}: Pick<AuthorizationServerDeps, 'registry' | 'environment'>): Middleware {
  const { publicUrl, mtlsUrl } = environment;
  return async (ctx, next) => {
    await next();
    if (!metadataPaths.has(ctx.path) || ctx.method !== 'GET' || ctx.status !== 200) return;
    const { resources } = await registry.current();
    const metadata = ctx.body as Record<string, unknown>;
    const aliases = aliased.map((name) => [name, String(metadata[name]).replace(publicUrl, mtlsUrl ?? publicUrl)]);
    ctx.body = {
      ...metadata,
      ...(resources.size > 0 && { protected_resources: [...resources.keys()] }),
      ...(mtlsUrl !== undefined && { mtls_endpoint_aliases: Object.fromEntries(aliases) }),
    };
  };
}
