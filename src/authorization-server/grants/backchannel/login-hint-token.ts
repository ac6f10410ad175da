import { createLocalJWKSet, errors as joseErrors, jwtVerify } from 'jose';
import type { JSONWebKeySet } from 'jose';
import { errors } from 'oidc-provider';
import type { KoaContextWithOIDC } from 'oidc-provider';
import { rememberAssertion } from '../../../commands/configuration/api-client-authentication.ts';
import { clientAlgorithms } from '../../../security/clients/client-jwk.ts';
import type { AuthorizationServerDeps } from '../../authorization-server-deps.ts';

type Deps = Pick<AuthorizationServerDeps, 'em' | 'clock' | 'registry' | 'clientKeys'>;

/** Seconds that a token may be good for, and that a client's clock may be ahead of ours. */
const longest = { lifetime: 600, tolerance: 10 };

/**
 * The hint in a `login_hint_token` (OpenID Connect CIBA Core section 7.1): a JWT that the client signs by a key of `jwks` or `jwks_uri`, with `iss`
 * (the client), `aud` (this server alone), `iat`, `exp`, `jti` and `login_hint`, which is what the parameter of this name would be. It is good once.
 * @throws ExpiredLoginHintToken, InvalidRequest
 */
export async function readLoginHintToken(deps: Deps, ctx: KoaContextWithOIDC, token: string): Promise<string> {
  const clientId = ctx.oidc.client?.clientId ?? '';
  const { exp = 0, jti, login_hint: hint } = await verify(deps, ctx, { clientId, token });
  const now = deps.clock().getTime() / 1000;
  if (exp > now + longest.lifetime + longest.tolerance) throw invalid('exp is too far ahead');
  if (typeof jti !== 'string' || jti === '' || jti.length > 255) throw invalid('jti is no id');
  if (typeof hint !== 'string' || hint === '') throw invalid('login_hint is missing');
  const use = { clientId: `login-hint ${clientId}`, jti, expiresAt: new Date(exp * 1000) };
  if (!(await rememberAssertion(deps, use))) throw invalid('it was used before');
  return hint;
}

async function verify(
  deps: Deps,
  { oidc }: KoaContextWithOIDC,
  { clientId, token }: { clientId: string; token: string },
) {
  const keys = await keysOf(deps, clientId);
  try {
    const { payload } = await jwtVerify(token, createLocalJWKSet(keys), {
      issuer: clientId,
      audience: oidc.issuer,
      algorithms: [...clientAlgorithms],
      requiredClaims: ['iat', 'exp', 'jti'],
      clockTolerance: longest.tolerance,
      currentDate: deps.clock(),
    });
    // Made for several servers, it could be taken from one to another.
    if (Array.isArray(payload.aud) && payload.aud.length !== 1) throw invalid('aud is not the issuer alone');
    return payload;
  } catch (error) {
    if (error instanceof joseErrors.JWTExpired) throw new errors.ExpiredLoginHintToken('login_hint_token has expired');
    if (error instanceof joseErrors.JOSEError) throw invalid('it is not signed by the client for this server');
    throw error;
  }
}

async function keysOf({ registry, clientKeys }: Deps, clientId: string): Promise<JSONWebKeySet> {
  const client = (await registry.current()).clients.get(clientId)?.client;
  const found = client?.jwksUri ? await clientKeys.find(client.jwksUri, () => false) : (client?.jwks?.keys ?? []);
  return { keys: found.filter(({ use = 'sig' }) => use === 'sig') } as JSONWebKeySet;
}

function invalid(reason: string): errors.InvalidRequest {
  return new errors.InvalidRequest(`login_hint_token is not valid: ${reason}`);
}
