import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { codeOf } from '../../src/commands/authentication/methods/sending/sign-in-code.ts';
import type { Deps } from '../../src/runtime/deps.ts';
import { signIn as signInOperator } from '../admin/support/admin-api.ts';
import { callPersons } from '../persons/support/persons-api.ts';
import { createTestDeps } from '../support/own-server.ts';
import { useStack } from '../support/stack.ts';
import { eventsOf as eventsOfUser, query } from '../users/support/rest.ts';
import { addArtifact } from '../users/support/web-user.ts';
import { addSigningInClient, clientRequest, startFlow } from './support/flow-api.ts';
import type { FlowBrowser } from './support/flow-api.ts';
import { addPerson, addPersonWithPassword, codeMailTo, rightPassword } from './support/people.ts';
import type { TestPerson } from './support/people.ts';

let clientId: string;
let deps: Deps;
beforeAll(async () => {
  deps = await createTestDeps(useStack().environment);
  clientId = await addSigningInClient();
});
afterAll(() => deps.close());

const authenticate = (browser: FlowBrowser, sessionId: string, identifier: string, password = rightPassword) =>
  browser.post('/authenticate', {
    session_id: sessionId,
    auth_method: 'password',
    credentials: { identifier, password },
  });

const eventsOf = async (sessionId: string) =>
  (
    await query<{ event: string }>(
      `select concat_ws(': ', name, detail) as event from event where subject_id = $1 order by id`,
      [sessionId],
    )
  ).map(({ event }) => event);

describe('POST /authentication/authenticate with a password', () => {
  it('signs a person in, who completes it once and goes to the authorization endpoint', async () => {
    const person = await addPersonWithPassword(deps);
    const { browser, sessionId } = await startFlow(clientId, { state: 'a b&c' });
    const early = await browser.post('/complete', { session_id: sessionId });
    expect([early.status, early.body]).toEqual([
      409,
      expect.objectContaining({
        code: 'more_required',
        required: { level: 1, acr: 'urn:countersign:acr:1', factors: 1, max_age: null },
        achieved: { level: 0, acr: null, amr: [], auth_time: null },
        methods: expect.arrayContaining([{ auth_method: 'password' }]),
      }),
    ]);
    const proven = await authenticate(browser, sessionId, ` ${person.email.toUpperCase()} `);
    expect([proven.status, proven.body]).toEqual([
      200,
      expect.objectContaining({
        status: 'authenticated',
        achieved: { level: 1, acr: 'urn:countersign:acr:1', amr: ['pwd'], auth_time: expect.any(String) },
        user: { display: `${person.email[0]}***@example.com` },
        methods: [],
      }),
    ]);
    const { status, body } = await browser.post('/complete', { session_id: sessionId, remember: true });
    expect([status, body]).toEqual([
      200,
      {
        session_id: sessionId,
        status: 'completed',
        acr: 'urn:countersign:acr:1',
        amr: ['pwd'],
        auth_time: expect.any(String),
        redirect_to: expect.stringContaining('/authentication/authorize?client_id='),
      },
    ]);
    const { searchParams } = new URL(body.redirect_to);
    expect([searchParams.get('state'), searchParams.get('code_challenge_method')]).toEqual(['a b&c', 'S256']);
    const again = await browser.post('/complete', { session_id: sessionId });
    expect([again.status, again.body.code]).toEqual([409, 'already_completed']);
    expect(await eventsOf(sessionId)).toEqual([
      'AUTHENTICATION STARTED',
      'AUTHENTICATION FACTOR SUCCEEDED: password',
      'AUTHENTICATION COMPLETED: urn:countersign:acr:1',
    ]);
  });

  it('answers unknown, wrong and without a password alike, and tells of it', async () => {
    const person = await addPersonWithPassword(deps);
    const { browser, sessionId } = await startFlow(clientId);
    const answers = [
      await authenticate(browser, sessionId, person.email, 'wrong'),
      await authenticate(browser, sessionId, `${randomUUID()}@example.com`),
      await authenticate(browser, sessionId, `unknown-${randomUUID()}`),
    ].map(({ status, body: { request_id: _, ...refusal } }) => ({ status, ...refusal }));
    expect(answers).toEqual(Array.from({ length: 3 }, () => answers[0]));
    expect(answers[0]).toMatchObject({ status: 401, code: 'invalid_credentials' });
    expect((await browser.get(`/status?session_id=${sessionId}`)).body).toMatchObject({
      status: 'pending',
      user: null,
    });
    expect(await eventsOf(sessionId)).toEqual([
      'AUTHENTICATION STARTED',
      ...Array.from({ length: 3 }, () => 'AUTHENTICATION FACTOR FAILED: password: invalid_credentials'),
    ]);
  });

  it('takes the password alone once the flow has a user, and not before', async () => {
    const { email } = await addPersonWithPassword(deps);
    const { browser, sessionId } = await startFlow(clientId, { acr_values: 'urn:countersign:acr:2' });
    const alone = () =>
      browser.post('/authenticate', {
        session_id: sessionId,
        auth_method: 'password',
        credentials: { password: rightPassword },
      });
    const early = await alone();
    expect([early.status, early.body.code, early.body.parameter]).toEqual([
      400,
      'invalid_request',
      'credentials.identifier',
    ]);
    await browser.post('/authenticate', { session_id: sessionId, auth_method: 'email', credentials: { email } });
    const { code } = await codeMailTo(email);
    await browser.post('/verify-otp', { session_id: sessionId, otp: code });
    const { status, body } = await alone();
    expect([status, body.status, body.achieved.level]).toEqual([200, 'authenticated', 2]);
  });

  it('lets one person prove factors in a flow, and no second one', async () => {
    const [mia, noor] = [await addPersonWithPassword(deps), await addPersonWithPassword(deps)];
    const { browser, sessionId } = await startFlow(clientId, { acr_values: 'urn:countersign:acr:2' });
    expect((await authenticate(browser, sessionId, mia.email)).body).toMatchObject({
      status: 'pending',
      methods: [{ auth_method: 'email' }, { auth_method: 'sms' }, { auth_method: 'whatsapp' }],
    });
    const twice = await authenticate(browser, sessionId, noor.email);
    expect([twice.status, twice.body.code]).toEqual([409, 'method_not_offered']);
  });

  it('ends the flow of a person who is disabled', async () => {
    const person = await addPersonWithPassword(deps);
    await query(`update person set status = 'disabled' where id = $1`, [person.id]);
    const { browser, sessionId } = await startFlow(clientId);
    expect((await authenticate(browser, sessionId, person.email)).body).toMatchObject({ status: 'failed', user: null });
    const closed = await browser.post('/complete', { session_id: sessionId });
    expect([closed.status, closed.body.code]).toEqual([409, 'flow_closed']);
    const failures = `select detail from event where name = 'AUTHENTICATION FAILED' and subject_id = $1`;
    expect(await query(failures, [sessionId])).toEqual([{ detail: 'user_not_active' }]);
  });

  it('ends the flows of a person who is deleted', async () => {
    const person = await addPersonWithPassword(deps);
    const { browser, sessionId } = await startFlow(clientId);
    await authenticate(browser, sessionId, person.email);
    await callPersons('DELETE', `/persons/${person.id}`);
    expect((await browser.get(`/status?session_id=${sessionId}`)).body.status).toBe('failed');
  });

  it('refuses another browser, which has the address of the flow alone', async () => {
    const person = await addPersonWithPassword(deps);
    const [{ sessionId }, other] = [await startFlow(clientId), await startFlow(clientId)];
    const { status, body } = await authenticate(other.browser, sessionId, person.email);
    expect([status, body.code]).toEqual([404, 'flow_unknown']);
  });

  it('lets strangers who guess lock the person out nowhere but elsewhere', async () => {
    const person = await addPersonWithPassword(deps);
    const own = await startFlow(clientId);
    await authenticate(own.browser, own.sessionId, person.email);
    await own.browser.post('/complete', { session_id: own.sessionId });
    const stranger = await startFlow(clientId);
    const guess = () => authenticate(stranger.browser, stranger.sessionId, person.email, 'wrong');
    for (let tries = 0; tries < 10; tries += 1) expect((await guess()).status).toBe(401);
    expect(await guess()).toMatchObject({ status: 429, body: { code: 'slow_down' } });
    const started = await own.browser.post('/start', clientRequest(clientId));
    const answer = await authenticate(own.browser, started.body.session_id, person.email);
    expect([answer.status, answer.body.status]).toEqual([200, 'authenticated']);
  });

  it('refuses what the method does not have', async () => {
    const { browser, sessionId } = await startFlow(clientId);
    const send = (auth_method: string, credentials: object) =>
      browser.post('/authenticate', { session_id: sessionId, auth_method, credentials });
    for (const [method, credentials, parameter] of [
      ['password', { identifier: 'x', password: 'y', person_id: 'z' }, 'credentials'],
      ['password', { identifier: { $ne: null }, password: 'y' }, 'credentials.identifier'],
      ['unknown', {}, 'auth_method'],
    ] as const) {
      const { status, body } = await send(method, credentials);
      expect([status, body.parameter]).toEqual([400, parameter]);
    }
    const nothing = await send('password', { new_password: rightPassword });
    expect([nothing.status, nothing.body.code]).toEqual([409, 'no_challenge']);
  });

  it('has a password that another may know changed before it counts', async () => {
    const person = await addPersonWithPassword(deps);
    await query(`update sign_in_method set must_change = true where person_id = $1`, [person.id]);
    const { browser, sessionId } = await startFlow(clientId);
    const asked = await authenticate(browser, sessionId, person.email);
    expect(asked.body).toMatchObject({ status: 'challenge_sent', user: null, challenge: { type: 'password_change' } });
    const change = (new_password: string) =>
      browser.post('/authenticate', { session_id: sessionId, auth_method: 'password', credentials: { new_password } });
    const weak = await change('password');
    expect([weak.status, weak.body.code]).toEqual([expect.any(Number), 'weak_password']);
    expect((await change('a quite different sentence')).body).toMatchObject({
      status: 'authenticated',
      challenge: null,
    });
  });

  it('has it changed where an operator wants that, who says why', async () => {
    const { endpoints } = useStack();
    const admin = await signInOperator(endpoints.api, endpoints.operators.admin);
    const [person, without] = [await addPersonWithPassword(deps), await addPerson()];
    const expire = ({ id }: TestPerson) =>
      admin.call('POST', `/users/${id}/expire-password`, { body: { reason: 'ticket 7' } });
    const expired = await expire(person);
    expect([expired.status, expired.body.status_reason]).toEqual([200, 'ticket 7']);
    expect(await eventsOfUser(person.id)).toContain('PERSON PASSWORD EXPIRED');
    const { browser, sessionId } = await startFlow(clientId);
    const asked = await authenticate(browser, sessionId, person.email);
    expect(asked.body).toMatchObject({ user: null, challenge: { type: 'password_change' } });
    const none = await expire(without);
    expect([none.status, none.body.code]).toEqual([404, 'method_unknown']);
  });

  it('changes it only once enough is proven, and ends the other sign-ins and sessions of the person with that', async () => {
    const person = await addPersonWithPassword(deps);
    const former = await startFlow(clientId);
    await authenticate(former.browser, former.sessionId, person.email);
    await addArtifact('Session', { userId: person.id, uid: randomUUID() });
    await query(`update sign_in_method set must_change = true where person_id = $1`, [person.id]);
    const stored = async () =>
      (
        await query<{ must_change: boolean }>('select must_change from sign_in_method where person_id = $1', [
          person.id,
        ])
      )[0];

    const { browser, sessionId } = await startFlow(clientId, { acr_values: 'urn:countersign:acr:2' });
    const step = (auth_method: string, credentials: object) =>
      browser.post('/authenticate', { session_id: sessionId, auth_method, credentials });
    await authenticate(browser, sessionId, person.email);
    const next = 'a quite different sentence';
    const changed = await step('password', { new_password: next });
    expect(changed.body).toMatchObject({ status: 'pending', achieved: { amr: ['pwd'] }, challenge: null });
    expect(await stored()).toEqual({ must_change: true });
    expect((await former.browser.get(`/status?session_id=${former.sessionId}`)).body.status).toBe('authenticated');

    const { challenge } = (await step('sms', {})).body;
    const otp = codeOf(deps.keyring, challenge.challenge_id);
    expect((await browser.post('/verify-otp', { session_id: sessionId, otp })).body.status).toBe('authenticated');
    expect(await stored()).toEqual({ must_change: false });
    expect((await former.browser.get(`/status?session_id=${former.sessionId}`)).body.status).toBe('failed');
    const sessions = `select 1 from oauth_artifact where account_id = $1 and model = 'Session'`;
    expect(await query(sessions, [person.id])).toEqual([]);
    expect((await browser.post('/complete', { session_id: sessionId })).status).toBe(200);
    const again = await startFlow(clientId);
    expect((await authenticate(again.browser, again.sessionId, person.email)).status).toBe(401);
    expect((await authenticate(again.browser, again.sessionId, person.email, next)).body.status).toBe('authenticated');
  });
});
