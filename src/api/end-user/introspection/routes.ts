import type { z } from 'zod';
import type { ApiDeps } from '../../api-deps.ts';
import { introspectionAnswer, introspectionBody } from './schema.ts';
import { defineRoute } from '../../http/route.ts';
import type { Route } from '../../http/route.ts';
import type { ActiveToken } from '../../../authorization-server/authorization-server.ts';

/** Token introspection (contract/end-user.md section 4). */
export function introspectionRoutes(deps: ApiDeps, version: 'v1' | 'v2'): Route[] {
  const issuer = `${deps.environment.publicUrl}/oauth`;
  return [
    defineRoute({
      method: 'post',
      path: '/introspect',
      summary: 'What an access token is good for',
      body: introspectionBody,
      responses: { 200: introspectionAnswer },
      handler: async ({ body }) => {
        const token = await deps.authorizationServer.introspectToken(body.token);
        if (!token) return { status: 200, body: { active: false } };
        const secondsLeft = Math.max(0, token.expiresAt - Math.floor(deps.clock().getTime() / 1000));
        return {
          status: 200,
          body: presentActiveToken(token, { issuer, exp: version === 'v1' ? secondsLeft : token.expiresAt }),
        };
      },
    }),
  ];
}

/**
 * contract/end-user.md section 4. Every active token has `scope`, `sub` and `amr`: in a client's own token `sub` is the client
 * and `amr` is empty.
 * @param exp v2: epoch seconds; v1: seconds left.
 */
function presentActiveToken(
  token: ActiveToken,
  { issuer, exp }: { issuer: string; exp: number },
): z.input<typeof introspectionAnswer> {
  const { clientId, userId, scope, type, issuedAt, thumbprint, certificate, audience, app } = token;
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
    // The resource server must verify a proof by this key (RFC 9449 section 6.2), or compare the certificate of the caller (RFC 8705 section 3).
    ...(thumbprint === null ? {} : { cnf: { jkt: thumbprint } }),
    ...(certificate === null ? {} : { cnf: { 'x5t#S256': certificate } }),
    ...(app === null ? {} : { app_identifier: app.identifier, app_platform: app.platform, app_version: app.version }),
    ...(userId === null ? {} : { user_details: {} }),
  };
}
