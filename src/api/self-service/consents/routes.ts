import { findConsentHistory, findOwnConsents } from '../../../commands/tokens/consents/find-own-consents.ts';
import { revokeConsent } from '../../../commands/tokens/consents/withdraw-consent.ts';
import type { ConsentEvent } from '../../../entities/tokens/consent-event.ts';
import type { Consent } from '../../../entities/tokens/consent.ts';
import { readIdCursor, writeCursor } from '../../admin/cursor.ts';
import type { ApiDeps } from '../../api-deps.ts';
import { requestOriginOf } from '../../http/request-origin.ts';
import { defineRoute } from '../../http/route.ts';
import type { Route } from '../../http/route.ts';
import { personOf } from '../authenticate-person.ts';
import { requireLevel } from '../require-level.ts';
import { consentList, consentParams, historyList, historyQuery } from './schema.ts';

/** What people let sites know and do, and how it came to that (contract/portal.md section 4). */
export function consentRoutes(deps: ApiDeps): Route[] {
  return [
    defineRoute({
      method: 'get',
      path: '/consents',
      summary: 'What you let sites know and do',
      responses: { 200: consentList },
      handler: async ({ context }) => {
        const { clients } = await deps.registry.current();
        const items = (await findOwnConsents(deps, personOf(context).userId)).map((consent) => {
          const client = clients.get(consent.clientId)?.client;
          const { id, grantedAt, changedAt, lastUsedAt } = consent;
          return {
            ...{ id, name: client?.name ?? consent.clientId, logo_uri: client?.logoUri ?? null },
            ...presentDecision(consent),
            ...{ granted_at: grantedAt.toISOString(), changed_at: changedAt.toISOString(), expires_at: null },
            last_used_at: lastUsedAt?.toISOString() ?? null,
          };
        });
        return { status: 200, body: { items, next_cursor: null } };
      },
    }),
    defineRoute({
      method: 'delete',
      path: '/consents/:id',
      summary: 'Withdraw a consent',
      params: consentParams,
      before: requireLevel(deps),
      responses: { 204: null },
      handler: async ({ params: { id: consentId }, context }) => {
        const { userId } = personOf(context);
        const action = { event: 'CONSENT WITHDRAWN', origin: requestOriginOf(context) } as const;
        await revokeConsent(deps, { userId, consentId }, action);
        return { status: 204 };
      },
    }),
    historyRoute(deps),
  ];
}

function historyRoute(deps: ApiDeps): Route {
  return defineRoute({
    method: 'get',
    path: '/consent-history',
    summary: 'Every decision about what sites may know and do',
    query: historyQuery,
    responses: { 200: historyList },
    handler: async ({ query: { client_id: clientId, limit, cursor }, context }) => {
      const after = cursor === undefined ? undefined : readIdCursor(cursor);
      const accountId = personOf(context).userId;
      const found = await findConsentHistory(deps, { accountId, clientId, limit: limit + 1, after });
      const page = found.slice(0, limit);
      const last = page.at(-1);
      const items = page.map((one) => ({
        ...{ id: one.id, event: one.event, at: one.at.toISOString(), ...presentDecision(one) },
        language: one.language ?? null,
        by: one.event === 'revoked_by_operator' ? ('operator' as const) : ('you' as const),
      }));
      return { status: 200, body: { items, next_cursor: found.length > limit && last ? writeCursor(last.id) : null } };
    },
  });
}

function presentDecision({ clientId, scopes, refusedClaims, remember, textVersion }: Consent | ConsentEvent) {
  const asked = scopes.map(({ name, resource, granted }) => ({ name, resource, granted }));
  return { client_id: clientId, scopes: asked, refused_claims: refusedClaims, remember, text_version: textVersion };
}
