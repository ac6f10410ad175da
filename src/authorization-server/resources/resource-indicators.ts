import { errors } from 'oidc-provider';
import type { Client, KoaContextWithOIDC, ResourceServer } from 'oidc-provider';
import { tokenExchangeGrant } from '../../domain/tokens/clients/status.ts';
import type { TokenFormat } from '../../domain/tokens/resources/status.ts';
import type { OauthClient } from '../../entities/tokens/oauth-client.ts';
import type { ProtectedResource } from '../../entities/tokens/protected-resource.ts';
import type { AuthorizationServerDeps } from '../authorization-server-deps.ts';

/** Seconds that tokens live where neither resource nor client says so. */
const lifetimes = { opaque: 300, jwt: 600 } as const;

/** One token is for one protected resource (RFC 8707); unknown and not allowed look the same. */
export function createResourceIndicators(deps: Pick<AuthorizationServerDeps, 'registry'>) {
  return {
    enabled: true,
    /** Without `resource`: the only one that the client may use. Tokens of app installations are for none. */
    async defaultResource(ctx: KoaContextWithOIDC, client: Client): Promise<string[] | string> {
      const registered = (await deps.registry.current()).clients.get(client.clientId);
      if (!registered || !isByClientAlone(ctx)) return undefined as never;
      const { resources } = registered.client;
      const [only] = resources;
      if (only === undefined || resources.length > 1) throw new errors.InvalidTarget('name a protected resource');
      return only;
    },
    async getResourceServerInfo(
      ctx: KoaContextWithOIDC,
      identifier: string,
      { clientId }: Client,
    ): Promise<ResourceServer> {
      const { clients, resources } = await deps.registry.current();
      const client = clients.get(clientId)?.client;
      const resource = resources.get(identifier);
      if (!client || !resource || !client.resources.includes(identifier))
        throw new errors.InvalidTarget('this protected resource is not there for the client');
      const scopes = resource.scopes.map(({ name }) => name).filter((name) => client.scopes.includes(name));
      if (isByClientAlone(ctx)) checkScopes(ctx, scopes);
      checkBinding(ctx, resource, client);
      return {
        scope: scopes.join(' '),
        audience: identifier,
        accessTokenFormat: resource.tokenFormat,
        accessTokenTTL: lifetimeOf(resource, client),
        jwt: { sign: { alg: resource.signingAlg } },
      };
    },
  };
}

/** Whether the client asks for a token without a person at a browser, so that nothing was chosen before. */
function isByClientAlone(ctx: KoaContextWithOIDC): boolean {
  const grant = ctx.oidc.params?.['grant_type'];
  return grant === 'client_credentials' || grant === tokenExchangeGrant;
}

/** @throws InvalidScope naming what is not granted, rather than to leave it out */
function checkScopes(ctx: KoaContextWithOIDC, scopes: readonly string[]): void {
  const refused = [...ctx.oidc.requestParamScopes].filter((name) => !scopes.includes(name));
  if (refused.length > 0) throw new errors.InvalidScope('requested scope is not allowed', refused.join(' '));
}

/**
 * @throws InvalidDpopProof where a token is asked for, a proof is needed and there is none; InvalidTarget for a client whose tokens are bound
 *   to no certificate
 */
function checkBinding(ctx: KoaContextWithOIDC, { binding }: ProtectedResource, client: OauthClient): void {
  if (binding === 'mtls' && !client.tlsClientCertificateBoundAccessTokens)
    throw new errors.InvalidTarget('the protected resource takes only tokens that are bound to a certificate');
  if (binding === 'dpop' && ctx.oidc.route === 'token' && !ctx.get('DPoP'))
    throw new errors.InvalidDpopProof('the protected resource takes only tokens that are bound to a key');
}

function lifetimeOf(resource: ProtectedResource, client: OauthClient): number {
  return Math.min(
    resource.tokenLifetime ?? lifetimes[resource.tokenFormat as TokenFormat],
    client.accessTokenLifetime ?? Number.POSITIVE_INFINITY,
  );
}
