import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { timeOrderedId } from '../../src/entities/columns/id.ts';
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
    { resource: null, name: 'profile', granted: true, textVersion: 'one' },
    { resource: null, name: 'email', granted: false, textVersion: 'two' },
  ],
  refusedClaims: ['birthdate'],
  remember: true,
  textVersion: 'three',
});
const shownOf = ({ clientId, scopes, refusedClaims }: ReturnType<typeof decision>) => ({
  ...{ client_id: clientId, refused_claims: refusedClaims, remember: true, text_version: 'three' },
  scopes: scopes.map(({ name, resource, granted }) => ({ name, resource, granted })),
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
    const row = { id: timeOrderedId(at.getTime()), accountId, ...values, event, language: 'nl', at };
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
      { event: 'withdrawn', by: 'you', language: null, ...shownOf(values) },
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

describe('/self-service/v1/consent-history', () => {
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
