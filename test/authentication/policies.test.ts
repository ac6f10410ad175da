import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openFlow } from '../../src/commands/authentication/flow/open-flow.ts';
import { OauthClient } from '../../src/entities/tokens/oauth-client.ts';
import type { Deps } from '../../src/runtime/deps.ts';
import { signIn } from '../admin/support/admin-api.ts';
import type { SignedIn } from '../admin/support/admin-api.ts';
import { eventually } from '../support/enrolled-phone.ts';
import { createTestDeps } from '../support/own-server.ts';
import { useStack } from '../support/stack.ts';
import { query } from '../users/support/rest.ts';
import { addSigningInClient, startFlow } from './support/flow-api.ts';
import { addPerson, addPersonWithPassword, rightPassword, lockingOut } from './support/people.ts';

const { endpoints } = useStack();
let admin: SignedIn;
let deps: Deps;
let clientId: string;
beforeAll(async () => {
  deps = await createTestDeps(useStack().environment);
  admin = await signIn(endpoints.api, endpoints.operators.admin);
  clientId = await addSigningInClient();
});
afterAll(() => deps.close());

const path = '/authentication-policies';
const ofClient = (subject_id: string, settings: object = {}) => ({
  name: 'Test',
  kind: 'client',
  subject_id,
  ...lockingOut,
  ...settings,
});

async function addPolicy(body: object): Promise<{ id: string; etag: string }> {
  const answer = await admin.call('POST', path, { body: { ...lockingOut, ...body } });
  if (answer.status !== 201) throw new Error(`No policy: ${JSON.stringify(answer.body)}`);
  return { id: answer.body.id as string, etag: answer.headers.get('etag') as string };
}

const eventsOf = async (id: string) => {
  const events = await query<{ name: string }>('select name from event where subject_id = $1 order by id', [id]);
  return events.map(({ name }) => name);
};

describe('/admin/v1/authentication-policies', () => {
  it('adds, shows, changes and deletes a policy, and tells of it', async () => {
    const client = `client-${randomUUID()}`;
    const { id, etag } = await addPolicy(ofClient(client, { factors: 2 }));
    expect((await admin.call('GET', `${path}/${id}`)).body).toMatchObject({
      ...{ id, name: 'Test', kind: 'client', subject_id: client, minimum_level: 1, factors: 2, max_session_age: null },
      conditions: [],
    });
    const taken = await admin.call('POST', path, { body: ofClient(client) });
    expect([taken.status, taken.body.code]).toEqual([409, 'policy_subject_taken']);
    const changed = await admin.call('PATCH', `${path}/${id}`, {
      body: { minimum_level: 3, ...lockingOut },
      headers: { 'if-match': etag },
    });
    expect([changed.status, changed.body.minimum_level, changed.body.factors]).toEqual([200, 3, 2]);
    const stale = await admin.call('PATCH', `${path}/${id}`, { body: { factors: 1 }, headers: { 'if-match': etag } });
    expect([stale.status, stale.body.code]).toEqual([412, 'changed_meanwhile']);
    expect((await admin.call('DELETE', `${path}/${id}`)).status).toBe(204);
    expect((await admin.call('DELETE', `${path}/${id}`)).body.code).toBe('policy_not_found');
    expect(await eventsOf(id)).toEqual([
      'AUTHENTICATION POLICY CREATED',
      'AUTHENTICATION POLICY CHANGED',
      'AUTHENTICATION POLICY DELETED',
    ]);
  });

  it.each(['', 'x', Buffer.from('no id').toString('base64url')])('refuses the cursor %j', async (cursor) => {
    const { status, body } = await admin.call('GET', `${path}?limit=1&cursor=${cursor}`);
    expect([status, body.parameter]).toEqual([400, 'cursor']);
  });

  it.each([
    [{ methods: ['unknown'] }, 'methods.0'],
    [{ minimum_level: 5 }, 'minimum_level'],
    [{ conditions: [{ effect: 'deny', addresses: ['192.0.2.0'] }] }, 'conditions.0.addresses.0'],
    [
      { conditions: [{ effect: 'deny', hours: { from: '8:00', until: '18:00', zone: 'UTC' } }] },
      'conditions.0.hours.from',
    ],
    [{ kind: 'default' }, 'subject_id'],
    [{ subject_id: null }, 'subject_id'],
  ])('refuses %j', async (settings, parameter) => {
    const { status, body } = await admin.call('POST', path, { body: ofClient(randomUUID(), settings) });
    expect([status, body.parameter]).toEqual([400, parameter]);
  });
});

describe('a sign-in under policies', () => {
  it('begins with what the policy of the client allows, and needs what it requires', async () => {
    const client = await addSigningInClient();
    const { id } = await addPolicy(
      ofClient(client, {
        methods: ['password', 'email'],
        first_factors: ['password'],
        factors: 2,
        max_session_age: 60,
      }),
    );
    const { browser, sessionId, body } = await startFlow(client, { acr_values: 'urn:countersign:acr:2' });
    expect(body).toMatchObject({
      required: { level: 2, factors: 2, max_age: 60 },
      methods: [{ auth_method: 'password' }],
    });
    const { email } = await addPersonWithPassword(deps);
    const early = await browser.post('/authenticate', {
      session_id: sessionId,
      auth_method: 'email',
      credentials: { email },
    });
    expect([early.status, early.body.code]).toEqual([409, 'method_not_offered']);
    const credentials = { identifier: email, password: rightPassword };
    const { body: proven } = await browser.post('/authenticate', {
      session_id: sessionId,
      auth_method: 'password',
      credentials,
    });
    expect([proven.status, proven.methods]).toEqual(['pending', [{ auth_method: 'email' }]]);
    await admin.call('DELETE', `${path}/${id}`);
  });

  it('is what the policy of the person says too, once it is known who that is', async () => {
    const person = await addPersonWithPassword(deps);
    const { id } = await addPolicy({
      name: 'Careful',
      kind: 'user',
      subject_id: person.id,
      factors: 2,
      methods: ['password', 'sms'],
    });
    const { browser, sessionId, body } = await startFlow(clientId);
    expect(body.required.factors).toBe(1);
    const credentials = { identifier: person.email, password: rightPassword };
    const { body: proven } = await browser.post('/authenticate', {
      session_id: sessionId,
      auth_method: 'password',
      credentials,
    });
    expect([proven.status, proven.required.factors, proven.methods]).toEqual(['pending', 2, [{ auth_method: 'sms' }]]);
    await admin.call('PATCH', `${path}/${id}`, { body: { conditions: [{ effect: 'deny' }], ...lockingOut } });
    const denied = await startFlow(clientId);
    const answer = await denied.browser.post('/authenticate', {
      session_id: denied.sessionId,
      auth_method: 'password',
      credentials,
    });
    expect(answer.body).toMatchObject({ status: 'failed', user: null });
    await admin.call('DELETE', `${path}/${id}`);
  });

  it('is denied to the person of a session by their policy, whatever that of the client allows, if the session counts', async () => {
    const [person, subject] = [await addPerson(), await addSigningInClient()];
    const settings = { max_session_age: 600, conditions: [{ effect: 'allow' }] };
    const allowing = await addPolicy(ofClient(subject, settings));
    const denied = { name: 'Denied', kind: 'user', subject_id: person.id, conditions: [{ effect: 'deny' }] };
    const denying = await addPolicy(denied);
    const client = await deps.em().findOneOrFail(OauthClient, { id: subject });
    const request = { client, interactionId: null, request: {}, languages: '', origin: { requestId: 'test' } };
    const statusAt = async (age: number) => {
      const authTime = Math.floor(Date.now() / 1000) - age;
      const session = {
        accountId: person.id,
        acr: 'urn:countersign:acr:1',
        amr: ['email'],
        methods: ['email'],
        authTime,
      };
      // This process hears of the policies a moment later.
      deps.policies.forget();
      return (await openFlow(deps, { ...request, session })).flow.status;
    };
    expect([await statusAt(60), await statusAt(3600)]).toEqual(['failed', 'pending']);
    await admin.call('PATCH', `${path}/${allowing.id}`, { body: { conditions: [] } });
    expect([await statusAt(60), await statusAt(3600)]).toEqual(['failed', 'pending']);
    for (const { id } of [allowing, denying]) await admin.call('DELETE', `${path}/${id}`);
  });

  it('holds for the sign-ins of other processes within two seconds', async () => {
    const subject = await addSigningInClient();
    const { id } = await addPolicy(ofClient(subject));
    const client = await deps.em().findOneOrFail(OauthClient, { id: subject });
    const request = { client, interactionId: null, request: {}, languages: '', origin: { requestId: 'test' } };
    const statusHere = async () => (await openFlow(deps, request)).flow.status;
    const taken: number[] = [];
    // A busy machine delays a change, but a process that is not notified needs half a minute for each.
    for (const effect of ['deny', 'allow', 'deny', 'allow']) {
      await admin.call('PATCH', `${path}/${id}`, { body: { ...lockingOut, conditions: [{ effect }] } });
      const begun = performance.now();
      const status = effect === 'deny' ? 'failed' : 'pending';
      await eventually(async () => ((await statusHere()) === status ? true : undefined), 60_000);
      taken.push(performance.now() - begun);
    }
    expect(Math.min(...taken)).toBeLessThan(2_000);
    await admin.call('DELETE', `${path}/${id}`);
  });

  it('fails at its start where the policy denies it, and is asked for more where it says so', async () => {
    const client = await addSigningInClient();
    const { id } = await addPolicy(
      ofClient(client, { conditions: [{ effect: 'deny', addresses: ['0.0.0.0/0', '::/0'] }] }),
    );
    const denied = await startFlow(client);
    expect(denied.body).toMatchObject({ status: 'failed', methods: [] });
    const { status, body } = await denied.browser.post('/complete', { session_id: denied.sessionId });
    expect([status, body.code]).toEqual([409, 'flow_closed']);
    await admin.call('PATCH', `${path}/${id}`, {
      body: { conditions: [{ effect: 'step_up', level: 3 }], ...lockingOut },
    });
    expect((await startFlow(client)).body.required.level).toBe(3);
    await admin.call('DELETE', `${path}/${id}`);
  });
});

describe('POST /admin/v1/authentication-policies/{policy_id}/simulate', () => {
  it('says that one policy denies what the other allows, whichever of them is simulated', async () => {
    const person = await addPersonWithPassword(deps);
    const client = `client-${randomUUID()}`;
    const allowing = await addPolicy(ofClient(client, { conditions: [{ effect: 'allow' }] }));
    const denying = await addPolicy({
      ...{ name: 'Denied', kind: 'user', subject_id: person.id },
      conditions: [{ effect: 'deny' }],
    });
    const named = { user_id: person.id, client_id: client };
    const simulate = async (id: string) => (await admin.call('POST', `${path}/${id}/simulate`, { body: named })).body;
    expect(await simulate(allowing.id)).toMatchObject({ rule: null, effect: 'deny', locked_out: true });
    expect(await simulate(denying.id)).toMatchObject({ rule: 0, effect: 'deny', locked_out: true });
    for (const { id } of [allowing, denying]) await admin.call('DELETE', `${path}/${id}`);
  });

  it('tells what a sign-in would be, and whom it would lock out', async () => {
    const [person, other] = [await addPersonWithPassword(deps), await addPerson()];
    const conditions = [{ effect: 'step_up', level: 2, hours: { from: '18:00', until: '08:00', zone: 'UTC' } }];
    const { id } = await addPolicy(
      ofClient(`client-${randomUUID()}`, { methods: ['password', 'email'], first_factors: ['password'], conditions }),
    );
    const simulate = async (user_id: string | undefined, time: string) =>
      (await admin.call('POST', `${path}/${id}/simulate`, { body: { user_id, context: { time } } })).body;
    const [day, night] = ['2026-12-01T12:00:00Z', '2026-12-01T23:00:00Z'];
    expect(await simulate(undefined, day)).toEqual({
      ...{ rule: null, effect: 'allow', level: 1, factors: 1, locked_out: null },
      ...{ methods: ['password', 'email'], first_factors: ['password'] },
    });
    expect(await simulate(person.id, night)).toMatchObject({ rule: 0, effect: 'step_up', level: 2, locked_out: false });
    expect(await simulate(other.id, day)).toMatchObject({ methods: ['email'], first_factors: [], locked_out: true });
    expect((await admin.call('POST', `${path}/${randomUUID()}/simulate`, { body: {} })).body.code).toBe(
      'policy_not_found',
    );
    await admin.call('DELETE', `${path}/${id}`);
  });
});
