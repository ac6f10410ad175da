import { errors } from 'oidc-provider';
import type { Configuration } from 'oidc-provider';
import { rememberAssertion } from '../../commands/configuration/api-client-authentication.ts';
import type { AuthorizationServerDeps } from '../authorization-server-deps.ts';
import { settingsOf } from '../settings.ts';

/** Seconds that a client's clock may be ahead of ours. */
const clockTolerance = 10;

/**
 * What an assertion of `private_key_jwt` has to be besides being signed: for this server alone, short-lived, and used once. The rules
 * are those of API clients; a verified signature comes first.
 */
export function checkAssertion(
  deps: Pick<AuthorizationServerDeps, 'em' | 'clock'>,
): NonNullable<Configuration['assertJwtClientAuthClaimsAndHeader']> {
  return async (ctx, claims, _header, client) => {
    const { aud, exp, jti } = claims as { aud: unknown; exp: unknown; jti: unknown };
    const { issuer } = ctx.oidc;
    // Made for several servers, it could be taken from one to another.
    if (aud !== issuer && !(Array.isArray(aud) && aud.length === 1 && aud[0] === issuer))
      throw new errors.InvalidClientAuth({ detail: 'aud is not the issuer alone' });
    const longest = deps.clock().getTime() / 1000 + settingsOf(ctx).client_assertion_lifetime + clockTolerance;
    if (typeof exp !== 'number' || exp > longest)
      throw new errors.InvalidClientAuth({ detail: 'exp is too far ahead (setting client_assertion_lifetime)' });
    if (typeof jti !== 'string' || jti.length > 255) throw new errors.InvalidClientAuth({ detail: 'jti is no id' });
    const use = { clientId: `oauth ${client.clientId}`, jti, expiresAt: new Date(exp * 1000) };
    // One insert decides between any number of requests at once; the provider asks first and writes then.
    if (!(await rememberAssertion(deps, use))) throw new errors.InvalidClientAuth({ detail: 'jti was used before' });
  };
}
