import { randomBytes, randomUUID } from 'node:crypto';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { signIn } from '../admin/support/admin-api.ts';
import { addClient, spa } from '../oauth-clients/support/registry.ts';
import { useStack } from '../support/stack.ts';
import { query } from '../users/support/rest.ts';
import { createCaller } from './support/self-service-api.ts';
import type { Caller } from './support/self-service-api.ts';

const { endpoints } = useStack();
let clientId: string;
let caller: Caller;
beforeAll(async () => {
  const admin = await signIn(endpoints.api, endpoints.operators.admin);
  const settings = { ...spa, redirect_uris: ['https://news.example/callback'] };
  const logout = { backchannel_logout_uri: 'https://news.example/logout' };
  clientId = (await addClient(admin, { name: 'News', ...settings, ...logout })).client_id;
});
beforeEach(async () => {
  caller = await createCaller();
});

interface StoredSession {
  uid: string;
  /** Grants of the site: what lasts as long as the session, and what it may do without the person. */
  grants: string[];
}

/** A session as the authorization server keeps it, at one site. */
async function addSession(userId: string, { offline = false }: { offline?: boolean } = {}): Promise<StoredSession> {
  const [uid, grant] = [randomUUID(), randomBytes(16).toString('base64url')];
  const ends = new Date(Date.now() + 3_600_000);
  await query(
    `insert into oauth_grant (id, account_id, client_id, payload, expires_at) values ($1, $2, $3, '{}', $4)`,
    [grant, userId, clientId, ends],
  );
  const authorization = { grantId: grant, sid: randomUUID(), ...(offline && { persistsLogout: true }) };
  const payload = {
    ...{ acr: 'urn:countersign:acr:2', amr: ['pwd', 'otp', 'mfa'], methods: ['password', 'authenticator_app'] },
    ...{ loginTs: 1_790_000_000, lastSeenAt: 1_790_000_600, userAgent: 'Firefox/145.0', ipAddress: '192.0.2.7' },
    authorizations: { [clientId]: authorization },
  };
  await query(
    `insert into oauth_artifact (id, model, uid, account_id, payload, expires_at) values ($1, 'Session', $2, $3, $4, $5)`,
    [randomBytes(32), uid, userId, JSON.stringify(payload), ends],
  );
  return { uid, grants: [grant] };
}

const ids = async (who = caller) => (await who.call('GET', '/sessions')).body.items.map(({ id }: { id: string }) => id);
const lasting = async ({ grants }: StoredSession) =>
  (await query('select id from oauth_grant where id = any($1)', [grants])).length === 1;
const told = async ({ uid }: StoredSession) =>
  (await query('select client_id from logout_delivery where session_id = $1', [uid])).length;

describe('/self-service/v1/sessions', () => {
  it('shows what, where, how, at which sites and since when, and which one asks', async () => {
    const { uid } = await addSession(caller.userId);
    const { status, body } = await caller.call('GET', '/sessions', {
      as: await caller.token({ extra: { sessionUid: uid }, scope: 'self_service:read' }),
    });
    expect([status, body]).toEqual([
      200,
      {
        items: [
          {
            id: uid,
            current: true,
            auth_time: new Date(1_790_000_000_000).toISOString(),
            last_seen_at: new Date(1_790_000_600_000).toISOString(),
            user_agent: 'Firefox/145.0',
            ip_address: '192.0.2.7',
            place: null,
            level: 2,
            methods: ['password', 'authenticator_app'],
            clients: [{ id: clientId, name: 'News' }],
          },
        ],
        next_cursor: null,
      },
    ]);
  });

  it('ends one, with what its sites got in it but offline, and tells them', async () => {
    const [ended, offline, kept] = [
      await addSession(caller.userId),
      await addSession(caller.userId, { offline: true }),
      await addSession(caller.userId),
    ];
    for (const { uid } of [ended, offline]) expect((await caller.call('DELETE', `/sessions/${uid}`)).status).toBe(204);
    expect(await ids()).toEqual([kept.uid]);
    expect(await Promise.all([ended, offline, kept].map(lasting))).toEqual([false, true, true]);
    expect(await Promise.all([ended, offline, kept].map(told))).toEqual([1, 1, 0]);
    const again = await caller.call('DELETE', `/sessions/${ended.uid}`);
    expect([again.status, again.body.code]).toEqual([404, 'session_unknown']);
    const events = await query('select name from event where user_id = $1 and subject_id = $2', [
      caller.userId,
      ended.uid,
    ]);
    expect(events).toEqual([{ name: 'SESSION ENDED' }]);
  });

  it('ends all but the one that asks', async () => {
    const [own, one, other] = [
      await addSession(caller.userId),
      await addSession(caller.userId),
      await addSession(caller.userId),
    ];
    const as = await caller.token({ extra: { sessionUid: own.uid } });
    expect((await caller.call('DELETE', '/sessions', { as })).body.code).toBe('invalid_request');
    expect((await caller.call('DELETE', '/sessions?except=none', { as })).body.code).toBe('invalid_request');
    expect((await caller.call('DELETE', '/sessions?except=current', { as })).status).toBe(204);
    expect(await ids()).toEqual([own.uid]);
    expect(await Promise.all([own, one, other].map(told))).toEqual([0, 1, 1]);
  });

  it('knows no session of another person, and ends none without a proof a moment ago', async () => {
    const stranger = await createCaller();
    const foreign = await addSession(stranger.userId);
    const [unknown, theirs] = [
      await caller.call('DELETE', `/sessions/${randomUUID()}`),
      await caller.call('DELETE', `/sessions/${foreign.uid}`),
    ];
    expect([theirs.status, theirs.body.code]).toEqual([unknown.status, unknown.body.code]);
    expect(await ids()).toEqual([]);
    await caller.call('DELETE', '/sessions?except=current');
    expect(await ids(stranger)).toEqual([foreign.uid]);
    const old = await stranger.token({ age: 700 });
    for (const path of [`/sessions/${foreign.uid}`, '/sessions?except=current'])
      expect((await stranger.call('DELETE', path, { as: old })).body.code).toBe('insufficient_user_authentication');
    const reading = await stranger.token({ scope: 'self_service:read' });
    expect((await stranger.call('DELETE', `/sessions/${foreign.uid}`, { as: reading })).body.code).toBe(
      'insufficient_scope',
    );
    expect(await ids(stranger)).toEqual([foreign.uid]);
  });
});
