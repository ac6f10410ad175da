import { changeConsent } from '../../../commands/tokens/consents/change-consent.ts';
import { findConsentHistory, findOwnConsents } from '../../../commands/tokens/consents/find-own-consents.ts';
import { revokeConsent } from '../../../commands/tokens/consents/withdraw-consent.ts';
import { pageOf, readIdCursor, writeCursor } from '../../admin/cursor.ts';
import type { ApiDeps } from '../../api-deps.ts';
import { requestOriginOf } from '../../http/request-origin.ts';
import { defineRoute } from '../../http/route.ts';
import type { Route } from '../../http/route.ts';
import { consentLanguageOf } from '../../http/consent-language.ts';
import { personOf } from '../authenticate-person.ts';
import { requireLevel } from '../require-level.ts';
import { issueReceipt } from '../../../commands/tokens/consents/issue-receipt.ts';
import { presentConsents, presentHistory } from './presenter.ts';
import {
  consentBody,
  consentList,
  consentParams,
  consentReceipt,
  decisionParams,
  ownConsent,
  historyList,
  historyQuery,
} from './schema.ts';

/** What people let sites know and do, and how it came to that (contract/portal.md section 4). */
export function consentRoutes(deps: ApiDeps): Route[] {
  return [
    defineRoute({
      method: 'get',
      path: '/consents',
      summary: 'What you let sites know and do',
      responses: { 200: consentList },
      handler: async ({ context }) => {
        const consents = await findOwnConsents(deps, personOf(context).userId);
        const items = await presentConsents(deps, consents, consentLanguageOf(context));
        return { status: 200, body: { items, next_cursor: null } };
      },
    }),
    defineRoute({
      method: 'put',
      path: '/consents/:id',
      summary: 'Change what a site may know and do',
      params: consentParams,
      body: consentBody,
      responses: { 200: ownConsent },
      handler: async ({ params: { id: consentId }, body: wanted, context }) => {
        const { userId } = personOf(context);
        const [origin, language] = [requestOriginOf(context), consentLanguageOf(context)];
        const consent = await changeConsent(deps, { userId, consentId, wanted, language, origin });
        const [body] = await presentConsents(deps, [consent], language);
        return { status: 200, body };
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
    receiptRoute(deps),
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
      const { page, next } = pageOf(found, limit, ({ id }) => writeCursor(id));
      const registry = await deps.registry.current();
      const items = page.map((one) => presentHistory(registry, one));
      return { status: 200, body: { items, next_cursor: next } };
    },
  });
}

function receiptRoute(deps: ApiDeps): Route {
  return defineRoute({
    method: 'get',
    path: '/consent-history/:id/receipt',
    summary: 'A signed receipt of a decision',
    params: decisionParams,
    responses: { 200: consentReceipt },
    handler: async ({ params: { id: eventId }, context }) => {
      const issuer = `${deps.environment.publicUrl}/oauth`;
      const body = await issueReceipt(deps, { accountId: personOf(context).userId, eventId, issuer });
      return { status: 200, body };
    },
  });
}
