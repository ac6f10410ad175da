import { randomUUID } from 'node:crypto';
import { createRemoteJWKSet, jwtVerify } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { timeOrderedId } from '../../src/entities/columns/id.ts';
import { ConsentText } from '../../src/entities/tokens/consent-text.ts';
import { ConsentEvent } from '../../src/entities/tokens/consent-event.ts';
import { Consent } from '../../src/entities/tokens/consent.ts';
import type { Deps } from '../../src/runtime/deps.ts';
import { createTestDeps } from '../support/own-server.ts';
import { useStack } from '../support/stack.ts';
import { eventsOf } from '../users/support/rest.ts';
import { createCaller } from './support/self-service-api.ts';

let deps: Deps;
beforeAll(async () => {
  deps = await createTestDeps(useStack().environment);
});
afterAll(() => deps.close());

const decision = () => ({
  clientId: `site-${randomUUID().slice(0, 13)}`,
  scopes: [
    { resource: null, name: 'openid', granted: true, textVersion: 'zero' },
    { resource: null, name: 'profile', granted: true, textVersion: 'one' },
    { resource: null, name: 'email', granted: false, textVersion: 'two' },
  ],
  claims: ['name'],
  refusedClaims: ['birthdate'],
  remember: true,
  textVersion: 'three',
});
const shownOf = ({ clientId, scopes, refusedClaims }: ReturnType<typeof decision>) => ({
  ...{ client_id: clientId, refused_claims: refusedClaims, remember: true, text_version: 'three' },
  scopes: scopes.map(({ name, resource, granted }) => expect.objectContaining({ name, resource, granted })),
});

/** A consent of a person, as the sign-in keeps it. */
async function addConsent(accountId: string) {
  const [id, values, now] = [randomUUID(), decision(), new Date()];
  await deps.em().insert(Consent, { id, accountId, ...values, grantedAt: now, changedAt: now, lastUsedAt: now });
  return { id, ...values };
}
/** Decisions about it, the oldest first. */
async function addHistory(accountId: string, values: ReturnType<typeof decision>, events: ConsentEvent['event'][]) {
  const start = Date.now() - 60_000;
  for (const [index, event] of events.entries()) {
    const at = new Date(start + index * 1000);
    const decidedBy = event === 'revoked_by_operator' ? ('operator' as const) : ('you' as const);
    const row = { id: timeOrderedId(at.getTime()), accountId, ...values, event, decidedBy, language: 'nl', at };
    await deps.em().insert(ConsentEvent, row);
  }
}

describe('/self-service/v1/consents', () => {
  it('shows what the caller allowed and did not, and withdraws it with an entry in the history', async () => {
    const [caller, other] = [await createCaller(), await createCaller()];
    const { id, ...values } = await addConsent(caller.userId);
    const foreign = await addConsent(other.userId);
    const { status, body } = await caller.call('GET', '/consents');
    expect([status, body]).toEqual([
      200,
      {
        items: [
          {
            ...{ id, name: values.clientId, logo_uri: null, ...shownOf(values), expires_at: null },
            claims: expect.arrayContaining([
              { name: 'name', scope: 'profile', description: null, required: false, granted: true },
            ]),
            remember_offered: false,
            ...{ granted_at: expect.any(String), changed_at: expect.any(String), last_used_at: expect.any(String) },
          },
        ],
        next_cursor: null,
      },
    ]);
    for (const one of [foreign.id, randomUUID(), id, id])
      expect((await caller.call('DELETE', `/consents/${one}`)).status).toBe(204);
    expect((await caller.call('GET', '/consents')).body.items).toEqual([]);
    expect((await other.call('GET', '/consents')).body.items).toMatchObject([{ id: foreign.id }]);
    expect((await caller.call('GET', '/consent-history')).body.items).toMatchObject([
      { event: 'withdrawn', by: 'you', language: null, claims: ['name'], ...shownOf(values) },
    ]);
    expect(await eventsOf(caller.userId)).toContain('CONSENT WITHDRAWN');
  });

  it('is withdrawn after a recent proof alone, and by a token that may change', async () => {
    const caller = await createCaller();
    const { id } = await addConsent(caller.userId);
    const old = await caller.call('DELETE', `/consents/${id}`, { as: await caller.token({ age: 3600 }) });
    expect([old.status, old.body.code]).toEqual([401, 'insufficient_user_authentication']);
    const as = await caller.token({ scope: 'self_service:read' });
    expect((await caller.call('DELETE', `/consents/${id}`, { as })).status).toBe(403);
    expect((await caller.call('GET', '/consents', { as })).body.items).toHaveLength(1);
    for (const path of ['/consents', '/consent-history'])
      expect((await caller.call('GET', path, { as: null })).status).toBe(401);
    expect((await caller.call('DELETE', '/consents/x')).status).toBe(400);
  });
});

describe('PUT /self-service/v1/consents/{id}', () => {
  const wanted = { scopes: ['openid', 'profile'], claims: ['name'], remember: false };

  it('changes what is granted, with an entry in the history', async () => {
    const caller = await createCaller();
    const { id } = await addConsent(caller.userId);
    const json = { scopes: ['openid', 'email'], claims: ['email'], remember: true };
    const { status, body } = await caller.call('PUT', `/consents/${id}`, { json });
    expect([status, body]).toMatchObject([
      200,
      { id, refused_claims: ['email_verified'], remember: false, scopes: [{ required: true }, {}, { granted: true }] },
    ]);
    expect((await caller.call('GET', '/consents')).body.items).toEqual([body]);
    expect((await caller.call('GET', '/consent-history')).body.items).toMatchObject([
      { event: 'changed', by: 'you', language: 'en', claims: ['email'] },
    ]);
  });

  it('refuses what is required, what was not asked for, and what a consent does not have', async () => {
    const caller = await createCaller();
    const { id } = await addConsent(caller.userId);
    const put = (json: unknown) => caller.call('PUT', `/consents/${id}`, { json });
    const missing = await put({ ...wanted, scopes: ['profile'] });
    expect([missing.status, missing.body]).toMatchObject([
      422,
      { code: 'required_consent_missing', missing: ['openid'] },
    ]);
    for (const [json, parameter] of [
      [{ ...wanted, scopes: ['openid', 'phone'] }, 'scopes'],
      [{ ...wanted, claims: ['phone_number'] }, 'claims'],
      [{ ...wanted, client_id: 'mine' }, 'client_id'],
      [{ ...wanted, expires_at: null }, 'expires_at'],
      [{ scopes: wanted.scopes, claims: [] }, 'remember'],
    ] as const) {
      const { status, body } = await put(json);
      expect([status, body.code, body.parameter]).toEqual([400, 'invalid_request', parameter]);
    }
  });

  it("knows no other person's consent, and no token that only reads", async () => {
    const [caller, other] = [await createCaller(), await createCaller()];
    const { id } = await addConsent(other.userId);
    for (const one of [id, randomUUID()]) {
      const { status, body } = await caller.call('PUT', `/consents/${one}`, { json: wanted });
      expect([status, body.code]).toEqual([404, 'consent_unknown']);
    }
    const as = await other.token({ scope: 'self_service:read' });
    expect((await other.call('PUT', `/consents/${id}`, { json: wanted, as })).status).toBe(403);
    expect((await other.call('PUT', `/consents/${id}`, { json: wanted, as: null })).status).toBe(401);
    expect((await other.call('GET', '/consent-history')).body.items).toEqual([]);
  });
});

describe('/self-service/v1/consent-history', () => {
  it('gives a receipt of a decision, signed with a published key, and of no other person', async () => {
    const [caller, other] = [await createCaller(), await createCaller()];
    const values = decision();
    const text = { openid: 'Weten dat u het bent', profile: 'Uw naam' };
    await deps.em().upsert(ConsentText, { version: 'three', texts: { nl: text }, createdAt: new Date() });
    await addHistory(caller.userId, values, ['granted']);
    const [{ id }] = (await caller.call('GET', '/consent-history')).body.items;
    const { status, body } = await caller.call('GET', `/consent-history/${id}/receipt`);
    const { endpoints } = useStack();
    const jwks = createRemoteJWKSet(new URL(`${endpoints.api}/oauth/jwks`));
    const verified = await jwtVerify(body.jws, jwks, { typ: 'consent-receipt+jwt', algorithms: ['ES256'] });
    expect([status, verified.payload]).toEqual([200, body.receipt]);
    expect(body.receipt).toMatchObject({
      '@type': 'dpv:ConsentReceipt',
      'dpv:hasRecordOfActivity': {
        'dpv:hasDataSubject': { '@id': caller.userId },
        'dpv:hasDataController': { 'dct:identifier': values.clientId },
        'dpv:hasConsentStatus': { '@type': 'dpv:ConsentGiven', 'dpv:isIndicatedBy': 'dpv:DataSubject' },
        'dpv:hasNotice': { 'dct:identifier': 'three', 'dct:language': 'nl' },
        'dpv:hasProcess': [
          { 'dct:identifier': 'openid', 'dct:description': 'Weten dat u het bent' },
          { 'dct:description': 'Uw naam', 'dpv:hasPersonalData': [{ '@type': 'pd:Name', 'dct:identifier': 'name' }] },
          { 'dpv:hasConsentStatus': 'dpv:ConsentRefused', 'dpv:hasPersonalData': [] },
        ],
      },
    });
    for (const one of [id, randomUUID()]) {
      const refused = await other.call('GET', `/consent-history/${one}/receipt`);
      expect([refused.status, refused.body.code]).toEqual([404, 'consent_unknown']);
    }
    expect((await other.call('GET', '/consent-history/x/receipt')).status).toBe(400);
    expect((await caller.call('GET', `/consent-history/${id}/receipt`, { as: null })).status).toBe(401);
  });

  it('shows every decision, newest first, by pages and by client', async () => {
    const [caller, other] = [await createCaller(), await createCaller()];
    const [one, another] = [decision(), decision()];
    await addHistory(caller.userId, one, ['granted', 'changed', 'revoked_by_operator']);
    await addHistory(caller.userId, another, ['refused']);
    await addHistory(other.userId, one, ['granted']);
    const ofOne = await caller.call('GET', `/consent-history?client_id=${one.clientId}&limit=2`);
    expect(ofOne.body.items).toMatchObject([
      { event: 'revoked_by_operator', by: 'operator', ...shownOf(one) },
      { event: 'changed', by: 'you', language: 'nl' },
    ]);
    const next = `client_id=${one.clientId}&limit=2&cursor=${ofOne.body.next_cursor}`;
    const rest = await caller.call('GET', `/consent-history?${next}`);
    expect(rest.body).toMatchObject({ items: [{ event: 'granted' }], next_cursor: null });
    expect((await caller.call('GET', '/consent-history')).body.items).toHaveLength(4);
    for (const query of ['cursor=x', 'limit=0', 'limit=101', 'user=x'])
      expect((await caller.call('GET', `/consent-history?${query}`)).status).toBe(400);
  });
});
