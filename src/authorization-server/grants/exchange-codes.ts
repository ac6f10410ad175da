import type { EntityManager } from '@mikro-orm/postgresql';
import { errors } from 'oidc-provider';
import type { KoaContextWithOIDC, Provider } from 'oidc-provider';
import instance from 'oidc-provider/lib/helpers/weak_cache.js';
import { createRateLimit } from '../../commands/rate-limits/rate-limit.ts';
import type { RateLimitOptions } from '../../commands/rate-limits/rate-limit.ts';
import { storeSessionManagementToken } from '../../commands/tokens/sessions/session-data.ts';
import { rateLimit } from '../../domain/rate-limits/limits.ts';
import { cibaGrant, deviceCodeGrant } from '../../domain/tokens/clients/status.ts';
import { OauthGrant } from '../../entities/tokens/oauth-grant.ts';
import { CountersignError } from '../../errors/countersign-error.ts';
import { hashArtifactId } from '../adapter/artifact-id.ts';
import { expiryAfter } from '../adapter/epoch.ts';
import type { AuthorizationServerDeps } from '../authorization-server-deps.ts';
import { decideDueRequest } from './backchannel/decide-request.ts';
import { lifetimes } from '../tokens/lifetimes.ts';

type Deps = Pick<AuthorizationServerDeps, 'em' | 'clock' | 'keyring' | 'random' | 'registry'>;

/**
 * Exchanges a code in one transaction: of several uses at once the first gets its tokens, and only then do the others take them away.
 * A crash leaves the code as it was. What a refusal changed, such as the revocation after a second use, is kept.
 */
export function exchangeCodesAtOnce(provider: Provider, deps: Deps): void {
  const slowDown: Partial<Record<string, (ctx: KoaContextWithOIDC) => Promise<void>>> = {
    [deviceCodeGrant]: limitPolls(deps, {
      limit: rateLimit('device-code:poll'),
      model: 'DeviceCode',
      name: 'device_code',
    }),
    [cibaGrant]: limitPolls(deps, {
      limit: rateLimit('backchannel-request:poll'),
      model: 'BackchannelAuthenticationRequest',
      name: 'auth_req_id',
    }),
  };
  const { grantTypeHandlers } = instance(provider);
  for (const grantType of ['authorization_code', deviceCodeGrant, cibaGrant]) {
    const exchange = grantTypeHandlers.get(grantType);
    if (!exchange) throw new Error(`The provider has no grant ${grantType}`);
    grantTypeHandlers.set(grantType, async (ctx: KoaContextWithOIDC) => {
      if (grantType === cibaGrant) await decideDueRequest(deps, provider, String(ctx.oidc.params?.['auth_req_id']));
      const refusal = await deps.em().transactional(async (em) => {
        try {
          await exchange(ctx);
          await prolongGrant(em, deps, ctx);
          await nameSession(em, deps, ctx);
        } catch (error) {
          if (error instanceof errors.OIDCProviderError && error.statusCode < 500) return error;
          throw error;
        }
        return undefined;
      });
      if (refusal instanceof errors.AuthorizationPending) await slowDown[grantType]?.(ctx);
      if (refusal) throw refusal;
    });
  }
}

/** What a client polls with, and what that is counted under. */
interface Polled {
  limit: RateLimitOptions;
  model: 'DeviceCode' | 'BackchannelAuthenticationRequest';
  name: 'device_code' | 'auth_req_id';
}

/**
 * Counts requests of a client whose person has not decided yet (RFC 8628 section 3.5, CIBA Core section 11).
 * @returns throws `slow_down` beyond the limit.
 */
function limitPolls(deps: Deps, { limit, model, name }: Polled): (ctx: KoaContextWithOIDC) => Promise<void> {
  const polls = createRateLimit(deps, limit);
  return async ({ oidc }) => {
    const code = hashArtifactId(deps.keyring, model, String(oidc.params?.[name]));
    await polls.count(code.toString('base64url')).catch((error: unknown) => {
      throw error instanceof CountersignError ? new errors.SlowDown() : error;
    });
  };
}

/** The grant may be as old as the session; a refresh token that comes of it now is not to end with it early. */
async function prolongGrant(em: EntityManager, { clock }: Deps, ctx: KoaContextWithOIDC): Promise<void> {
  const id = ctx.oidc.entities.RefreshToken?.grantId;
  if (id) await em.nativeUpdate(OauthGrant, { id }, { expiresAt: expiryAfter(clock(), lifetimes.Grant(ctx)) });
}

/** Adds a session management token to the answer of a client that may have one (contract/idp.md section 3). */
async function nameSession(em: EntityManager, deps: Deps, ctx: KoaContextWithOIDC): Promise<void> {
  const { AuthorizationCode: code } = ctx.oidc.entities;
  if (!code?.clientId || !code.accountId || !code.sessionUid) return;
  const { clientId, accountId: userId, sessionUid: sessionId } = code;
  if ((await deps.registry.current()).clients.get(clientId)?.client.sessionManagement !== true) return;
  const token = deps.random(32).toString('base64url');
  await storeSessionManagementToken(em, deps, { token, sessionId, userId, clientId });
  ctx.body = { ...(ctx.body as object), session_management_token: token };
}
