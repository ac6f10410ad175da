import { randomBytes, randomUUID } from 'node:crypto';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createCaller } from '../self-service/support/self-service-api.ts';
import type { Caller } from '../self-service/support/self-service-api.ts';
import { codeOfStep, stepAt } from '../sign-in-methods/support/app-codes.ts';
import { query } from '../support/query.ts';
import { useStack } from '../support/stack.ts';
import { addArtifact, logIn } from '../users/support/web-user.ts';
import { signInAll } from './support/admin-api.ts';
import type { SignedIn } from './support/admin-api.ts';
import { eventsOf } from './support/stored-events.ts';

const { endpoints } = useStack();
const { api, operators, postgres_url: database } = endpoints;
let admin: SignedIn;
let helpdesk: SignedIn;
let person: Caller;

beforeAll(async () => {
  ({ admin, helpdesk } = await signInAll(api, operators));
});
beforeEach(async () => {
  person = await createCaller();
});

const at = (userId: string, rest: string) => `/users/${encodeURIComponent(userId)}${rest}`;
const body = { reason: 'The phone was stolen' };

/** An authenticator app, or what waits for its code. */
async function addApp(isProven: boolean): Promise<string> {
  const { id, challenge } = (await person.call('POST', '/methods', { json: { type: 'authenticator_app' } })).body;
  const json = { code: codeOfStep(challenge.secret, stepAt()) };
  if (isProven) expect((await person.call('POST', `/methods/${id}/verify`, { json })).status).toBe(200);
  return id as string;
}

const methodsOf = async (userId: string) =>
  (await admin.call('GET', at(userId, '/methods'))).body.items as { id: string; type: string; removable: boolean }[];
const trusted = (userId: string) =>
  query(
    database,
    `insert into trusted_device (id, person_id, token_hash, created_at, expires_at)
     values ($1, $2, $3, now(), now() + interval '1 day')`,
    [randomUUID(), userId, randomBytes(32)],
  );

describe('GET /admin/v1/users/{user_id}/methods', () => {
  it('shows operators what the person sees, and no secret', async () => {
    const id = await addApp(true);
    const { status, body: seen } = await helpdesk.call('GET', at(person.userId, '/methods'));
    expect(status).toBe(200);
    expect(seen.items).toContainEqual(
      expect.objectContaining({ id, type: 'authenticator_app', status: 'active', level: 1, removable: true }),
    );
    expect(seen.items).toEqual((await person.call('GET', '/methods')).body.items);
    expect((await admin.call('GET', at(randomUUID(), '/methods'))).body.code).toBe('user_not_found');
  });
});

describe('POST /admin/v1/users/{user_id}/methods/{method_id}/reset', () => {
  it('takes a method with a reason, ends the trust in browsers, and is an event of the operator', async () => {
    const id = await addApp(true);
    await trusted(person.userId);
    const answer = await admin.call('POST', at(person.userId, `/methods/${id}/reset`), { body });
    expect(answer.status).toBe(204);
    expect((await methodsOf(person.userId)).map((method) => method.id)).not.toContain(id);
    expect((await admin.call('GET', at(person.userId, ''))).body.status_reason).toBe(body.reason);
    expect((await admin.call('GET', at(person.userId, '/trusted-devices'))).body.items).toEqual([]);
    const events = await eventsOf(database, answer);
    expect(events.find(({ name }) => name === 'METHOD RESET')).toMatchObject({
      detail: 'authenticator_app',
      agent_user: 'admin',
      user_id: person.userId,
      subject_id: id,
    });
    expect(JSON.stringify(events)).not.toContain(body.reason);
  });

  it('tells the person by mail, and takes what is pending without one', async () => {
    const [id, pending] = [await addApp(true), await addApp(false)];
    for (const each of [pending, id])
      expect((await admin.call('POST', at(person.userId, `/methods/${each}/reset`), { body })).status).toBe(204);
    const changes = await query<{ method_id: string; kind: string }>(
      database,
      "select method_id, kind from method_change where person_id = $1 and kind = 'removed'",
      [person.userId],
    );
    expect(changes).toEqual([{ method_id: id, kind: 'removed' }]);
  });

  it('takes it once, of many operators at once', async () => {
    const id = await addApp(true);
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => admin.call('POST', at(person.userId, `/methods/${id}/reset`), { body })),
    );
    expect(answers.map(({ status }) => status).toSorted()).toEqual([204, ...Array(7).fill(404)]);
  });

  it('locks no person out, and finds no method of another', async () => {
    await query(database, 'update person_email set verified_at = now() where person_id = $1', [person.userId]);
    const email = (await methodsOf(person.userId)).find(({ type }) => type === 'email');
    expect(email).toMatchObject({ removable: false, reason: 'last_method' });
    const reset = (userId: string, id: string, json: unknown = body) =>
      admin.call('POST', at(userId, `/methods/${id}/reset`), { body: json });
    expect((await reset(person.userId, String(email?.id))).body.code).toBe('last_method');
    const id = await addApp(true);
    const other = await createCaller();
    expect((await reset(other.userId, id)).body.code).toBe('method_unknown');
    expect((await reset(randomUUID(), id)).body.code).toBe('user_not_found');
    expect((await reset(person.userId, randomUUID())).body.code).toBe('method_unknown');
    expect((await reset(person.userId, id, {})).status).toBe(400);
    expect((await reset(person.userId, id, { ...body, type: 'password' })).status).toBe(400);
    expect((await methodsOf(person.userId)).map((method) => method.id)).toContain(id);
  });

  it('needs a role that changes people', async () => {
    const path = at(person.userId, `/methods/${await addApp(true)}/reset`);
    expect((await helpdesk.call('POST', path, { body })).body.code).toBe('role_not_allowed');
  });
});

describe('/admin/v1/users/{user_id}/sessions', () => {
  it('lists browsers and ends one with its tokens, of this user alone', async () => {
    const { userId } = person;
    const [{ sessionId }, other] = [await logIn(userId), await logIn(userId)];
    const ended = { userId, uid: randomUUID(), expires: '-1 second' };
    await addArtifact('Session', ended);
    const list = async () => (await helpdesk.call('GET', at(userId, '/sessions'))).body.items;
    expect(await list()).toMatchObject([
      {
        id: sessionId,
        auth_time: '2027-01-15T08:00:00.000Z',
        last_seen_at: '2027-01-15T08:01:00.000Z',
        user_agent: null,
        ip_address: null,
        level: 0,
        clients: [{ id: 'webshop', name: 'webshop' }],
      },
      { id: other.sessionId },
    ]);
    const stranger = await createCaller();
    expect((await admin.call('DELETE', at(stranger.userId, `/sessions/${sessionId}`))).status).toBe(204);
    expect(await list()).toHaveLength(2);
    const answer = await admin.call('DELETE', at(userId, `/sessions/${sessionId}`));
    expect([answer.status, await list()]).toMatchObject([204, [{ id: other.sessionId }]]);
    expect(await eventsOf(database, answer)).toMatchObject([
      { name: 'SESSION ENDED', agent_user: 'admin', subject_id: sessionId, detail: 'with_tokens' },
    ]);
    expect((await admin.call('GET', at(userId, '/tokens'))).body.items).toHaveLength(1);
  });
});
