import type { ApiDeps } from '../../api-deps.ts';
import { defineRoute } from '../../route.ts';
import type { Route } from '../../route.ts';
import { presentActiveToken } from './presenter.ts';
import { introspectionAnswer, introspectionBody } from './schema.ts';

/** Token introspection (contract/end-user.md section 4). */
export function introspectionRoutes(deps: ApiDeps, version: 'v1' | 'v2'): Route[] {
  const issuer = `${deps.environment.publicUrl}/oauth`;
  return [
    defineRoute({
      method: 'post',
      path: '/introspect',
      summary: 'What an access token is good for; `{"active":false}` for everything else',
      body: introspectionBody,
      responses: { 200: introspectionAnswer },
      handler: async ({ body }) => {
        const token = await deps.authorizationServer.introspectToken(body.token);
        if (!token) return { status: 200, body: { active: false } };
        const secondsLeft = Math.max(0, token.expiresAt - Math.floor(deps.clock().getTime() / 1000));
        return { status: 200, body: presentActiveToken(token, { issuer, exp: version === 'v1' ? secondsLeft : token.expiresAt }) };
      },
    }),
  ];
}
