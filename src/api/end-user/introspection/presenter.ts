import type { z } from 'zod';
import type { ActiveToken } from '../../../authorization-server/authorization-server.ts';
import type { introspectionAnswer } from './schema.ts';

/**
 * contract/end-user.md section 4. `scope`, `sub` and `amr` are there on every active token: a client's own has the client
 * for its subject, and nobody proved to be there.
 * @param exp v2: epoch seconds; v1: seconds left.
 */
export function presentActiveToken(token: ActiveToken, { issuer, exp }: { issuer: string; exp: number }): z.input<typeof introspectionAnswer> {
  const { clientId, userId, scope, type, issuedAt, thumbprint, audience, app } = token;
  return {
    active: true,
    scope,
    sub: userId ?? clientId,
    amr: type === null ? [] : [type],
    client_id: clientId,
    token_type: thumbprint === null ? 'Bearer' : 'DPoP',
    iss: issuer,
    ...(audience === null ? {} : { aud: audience }),
    exp,
    iat: issuedAt,
    nbf: issuedAt,
    // Whoever takes the token has to see a proof by this key (RFC 9449 section 6.2).
    ...(thumbprint === null ? {} : { cnf: { jkt: thumbprint } }),
    ...(app === null ? {} : { app_identifier: app.identifier, app_platform: app.platform, app_version: app.version }),
    ...(userId === null ? {} : { user_details: {} }),
  };
}
