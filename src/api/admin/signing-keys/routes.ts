import { ensureSigningKeys } from '../../../commands/tokens/signing-keys/ensure-signing-keys.ts';
import { revokeSigningKey, rotateSigningKeys } from '../../../commands/tokens/signing-keys/rotate-signing-keys.ts';
import { requestOriginOf } from '../../http/request-origin.ts';
import { defineRoute } from '../../http/route.ts';
import type { Route } from '../../http/route.ts';
import type { AdminDeps } from '../admin-deps.ts';
import { presentSigningKeys, rotateBody, signingKeyList } from './schema.ts';

/** The keys that the authorization server signs with (contract/authentication.md section 4). */
export function signingKeyReadRoutes(deps: AdminDeps): Route[] {
  return [
    defineRoute({
      method: 'get',
      path: '/signing-keys',
      summary: 'Signing keys: current, next and former',
      responses: { 200: signingKeyList },
      handler: async () => ({ status: 200, body: presentSigningKeys(await ensureSigningKeys(deps)) }),
    }),
  ];
}

export function signingKeyChangeRoutes(deps: AdminDeps): Route[] {
  return [
    defineRoute({
      method: 'post',
      path: '/signing-keys/rotate',
      summary: 'Let the next keys sign, or revoke a key that has leaked',
      body: rotateBody,
      responses: { 200: signingKeyList },
      handler: async ({ body: { revoke }, context }) => {
        const origin = requestOriginOf(context);
        const keys =
          revoke === undefined ? await rotateSigningKeys(deps, origin) : await revokeSigningKey(deps, revoke, origin);
        return { status: 200, body: presentSigningKeys(keys) };
      },
    }),
  ];
}
