import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addType, push, sms } from '../configuration/support/types.ts';
import { createConfigurationApi } from '../configuration/support/configuration-api.ts';
import { callPersons, uniqueEmail } from '../persons/support/persons-api.ts';
import { enrollPhone, eventually } from '../support/enrolled-phone.ts';
import type { EnrolledPhone } from '../support/enrolled-phone.ts';
import { startOwnServer } from '../support/own-server.ts';
import type { OwnServer } from '../support/own-server.ts';
import { query } from '../support/query.ts';
import { generalSettingsSchema } from '../../src/domain/configuration/general-settings.ts';
import { createWebsite } from '../support/website.ts';
import { setPassword } from '../../src/commands/persons/sign-in-methods/password/set-password.ts';
import { codeIn, textMessagesTo } from '../support/text-messages.ts';
import { addSigningInClient, startFlow } from './support/flow-api.ts';
import type { FlowBrowser } from './support/flow-api.ts';
import { rightPassword, uniquePhone } from './support/people.ts';

let server: OwnServer;
let clientId: string;
beforeAll(async () => {
  server = await startOwnServer();
  const type = await addType(createConfigurationApi(server.endpoints), push({ verification_code_required: true }));
  await server.change({ login_mobile_authentication_type: type });
  clientId = await addSigningInClient({}, server.endpoints);
});
afterAll(() => server.stop());

interface Waiting {
  browser: FlowBrowser;
  sessionId: string;
  phone: EnrolledPhone;
  transactionId: string;
  code: string;
}

async function addPersonWithPhone(more: object = {}): Promise<{ id: string; email: string; phone: EnrolledPhone }> {
  const email = uniqueEmail();
  const json = { email_addresses: [{ value: email, primary: true, verified: true }], ...more };
  const { body } = await callPersons('POST', '/persons', { json }, server.endpoints);
  const id = body.person_id as string;
  await setPassword(server.deps, { personId: id, password: rightPassword, origin: { requestId: 'test' } });
  return { id, email, phone: await enrollPhone(server.endpoints, { userId: id }) };
}

const ask = (browser: FlowBrowser, sessionId: string, auth_method: string, credentials: object) =>
  browser.post('/authenticate', { session_id: sessionId, auth_method, credentials });

/** A flow that has a password and waits for the phone. */
async function waitForPhone(
  person: { email: string; phone: EnrolledPhone },
  acr = 'urn:countersign:acr:2',
): Promise<Waiting> {
  const { browser, sessionId } = await startFlow(clientId, { acr_values: acr }, server.endpoints);
  await ask(browser, sessionId, 'password', { identifier: person.email, password: rightPassword });
  const { status, body } = await ask(browser, sessionId, 'countersign', {});
  expect([status, body]).toEqual([
    200,
    expect.objectContaining({
      status: 'approval_pending',
      challenge: {
        challenge_id: expect.any(String),
        type: 'approval',
        verification_code: expect.stringMatching(/^\d{6}$/),
        device: { name: expect.any(String), platform: 'android' },
        // The app alone: nothing that signs in.
        app_link: expect.stringMatching(/^http:[^?#]+\/$/),
        qr_svg: expect.stringMatching(/^<svg /),
        expires_at: expect.any(String),
      },
    }),
  ]);
  const sent = await eventually(async () => (await person.phone.pushes()).findLast(isOfTransaction));
  const transactionId = sent.content['og_transaction_id'] as string;
  return { browser, sessionId, phone: person.phone, transactionId, code: body.challenge.verification_code };
}

/** Cancels a flow beside the request that asks the phone: either may be first. */
async function askAndCancelAtOnce({ email }: { email: string }) {
  const acr = { acr_values: 'urn:countersign:acr:2' };
  const { browser, sessionId } = await startFlow(clientId, acr, server.endpoints);
  await ask(browser, sessionId, 'password', { identifier: email, password: rightPassword });
  const [asked, cancelled] = await Promise.all([
    ask(browser, sessionId, 'countersign', {}),
    browser.post('/cancel', { session_id: sessionId }),
  ]);
  return { asked, cancelled };
}

const isOfTransaction = ({ content }: { content: Record<string, string> }) =>
  content['og_transaction_id'] !== undefined;
/** Waits as the page does: a request that comes back without news is followed by the next one. */
const follow = ({ browser, sessionId }: Waiting) =>
  eventually(async () => {
    const answer = await browser.get(`/status?session_id=${sessionId}&wait=30`);
    return answer.body.status === 'approval_pending' ? undefined : answer;
  }, 120_000);

describe('an approval by the phone', () => {
  it('signs in once the code of the page was typed into it, and the waiting page is told', async () => {
    const waiting = await waitForPhone(await addPersonWithPhone());
    const told = follow(waiting);
    await waiting.phone.answer(waiting.transactionId, { decision: 'accept', verificationCode: waiting.code });
    expect((await told).body).toMatchObject({
      status: 'authenticated',
      challenge: null,
      achieved: { level: 2, amr: ['pwd', 'push', 'pop', 'mfa'] },
    });
  });

  it('that is refused leaves the flow open', async () => {
    const waiting = await waitForPhone(await addPersonWithPhone());
    const told = follow(waiting);
    await waiting.phone.answer(waiting.transactionId, { decision: 'reject', reason: 'cancelled' });
    expect((await told).body).toMatchObject({ status: 'pending', challenge: null, achieved: { level: 1 } });
  });

  it('that the person reports ends the flow and freezes pushes', async () => {
    const person = await addPersonWithPhone();
    const waiting = await waitForPhone(person);
    const told = follow(waiting);
    await waiting.phone.answer(waiting.transactionId, { decision: 'reject', reason: 'not_me' });
    expect((await told).body).toMatchObject({ status: 'failed' });
    const detail = `select detail from event where name = 'AUTHENTICATION FAILED' and subject_id = $1`;
    expect(await query(server.endpoints.postgres_url, detail, [waiting.sessionId])).toEqual([{ detail: 'reported' }]);
    const { browser, sessionId } = await startFlow(clientId, { acr_values: 'urn:countersign:acr:2' }, server.endpoints);
    const next = await ask(browser, sessionId, 'password', { identifier: person.email, password: rightPassword });
    expect(next.body.methods).not.toContainEqual({ auth_method: 'countersign' });
  });

  it("is taken back with its flow, and is no site's to see", async () => {
    const waiting = await waitForPhone(await addPersonWithPhone());
    expect((await createWebsite(server.endpoints).result(waiting.transactionId)).status).not.toBe(200);
    await waiting.browser.post('/cancel', { session_id: waiting.sessionId });
    const ended = await eventually(async () => {
      const sql = 'select status, reason from transaction where id = $1';
      const [row] = await query<{ status: string; reason: string }>(server.endpoints.postgres_url, sql, [
        waiting.transactionId,
      ]);
      return row?.status === 'pending' ? undefined : row;
    });
    expect(ended).toEqual({ status: 'not_authenticated', reason: 'cancelled' });
  });

  it('is taken back when its flow is cancelled while it is being sent', async () => {
    const people = await Promise.all([1, 2, 3, 4].map(() => addPersonWithPhone()));
    const answers = await Promise.all(people.map(askAndCancelAtOnce));
    for (const { cancelled } of answers) expect(cancelled.body).toMatchObject({ status: 'cancelled' });
    const pending = `select id from transaction where status = 'pending' and user_id = any($1)`;
    const ids = people.map(({ id }) => id);
    expect(
      await eventually(async () => (await query(server.endpoints.postgres_url, pending, [ids])).length === 0),
    ).toBe(true);
  });

  it('is asked of a person who has proven another factor, and of no other', async () => {
    const { browser, sessionId } = await startFlow(clientId, {}, server.endpoints);
    const first = await ask(browser, sessionId, 'countersign', {});
    expect([first.status, first.body.code]).toEqual([409, 'method_not_offered']);
  });

  it('is offered where there is a type for it, which is `login` unless the setting names another', async () => {
    expect(generalSettingsSchema.parse({}).login_mobile_authentication_type).toBe('login');
    const { email } = await addPersonWithPhone();
    const isOffered = async () => {
      const { browser, sessionId } = await startFlow(
        clientId,
        { acr_values: 'urn:countersign:acr:2' },
        server.endpoints,
      );
      const { body } = await ask(browser, sessionId, 'password', { identifier: email, password: rightPassword });
      return (body.methods as object[]).some((method) => JSON.stringify(method).includes('countersign'));
    };
    await server.change({ login_mobile_authentication_type: 'gone' });
    expect(await isOffered()).toBe(false);
    await addType(createConfigurationApi(server.endpoints), push({ name: 'login', verification_code_required: true }));
    await server.change({ login_mobile_authentication_type: 'login' });
    expect(await isOffered()).toBe(true);
  });
});

describe('an approval that falls back to a text message', () => {
  let refused = '';
  let withPin = '';
  beforeAll(async () => {
    const api = createConfigurationApi(server.endpoints);
    const texted = await addType(api, sms({ max_allowed_resends: 1, max_allowed_attempts: 2 }));
    refused = await addType(api, push({ fallback_type: texted }));
    withPin = await addType(api, push({ method: 'PUSH_WITH_PIN', fallback_type: texted }));
  });

  /** A flow in which the phone cannot be asked: it has no PIN, or the provider refuses the push. */
  async function askInVain({ isNumbered = true } = {}) {
    const number = uniquePhone();
    const { id, email, phone } = await addPersonWithPhone(
      isNumbered ? { phone_numbers: [{ value: number, primary: true, verified: true }] } : {},
    );
    await fetch(`${server.endpoints.sandbox}/behaviour/fcm`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ mode: 'refuse', token: phone.pushToken }),
    });
    const { browser, sessionId } = await startFlow(clientId, { acr_values: 'urn:countersign:acr:2' }, server.endpoints);
    await ask(browser, sessionId, 'password', { identifier: email, password: rightPassword });
    const asked = await ask(browser, sessionId, 'countersign', {});
    return { id, number, browser, sessionId, asked };
  }

  async function waitForCode() {
    const { id, number, browser, sessionId, asked } = await askInVain();
    expect(asked.status).toBe(200);
    const { body } = await eventually(async () => {
      const answer = await browser.get(`/status?session_id=${sessionId}&wait=30`);
      return answer.body.status === 'approval_pending' ? undefined : answer;
    }, 120_000);
    const message = await eventually(async () => (await textMessagesTo(server.endpoints, number))[0]);
    const post = (path: string, more: object = {}) => browser.post(path, { session_id: sessionId, ...more });
    return { id, number, body, code: codeIn(message), post, verify: (otp: string) => post('/verify-otp', { otp }) };
  }
  const wrongOf = (code: string) => (code === '000000' ? '000001' : '000000');
  const transactionsOf = (id: string) =>
    query(server.endpoints.postgres_url, 'select method, status from transaction where user_id = $1', [id]);

  it('shows that a code was sent, takes it once, and is worth what a text message is', async () => {
    await server.change({ login_mobile_authentication_type: withPin });
    const { id, number, body, code, verify } = await waitForCode();
    expect(body).toMatchObject({
      status: 'challenge_sent',
      challenge: { type: 'otp', channel: 'sms', code_length: 6, attempts_left: 2, resends_left: 1 },
    });
    expect(JSON.stringify(body)).not.toContain(number);
    const wrong = await verify(wrongOf(code));
    expect([wrong.status, wrong.body]).toMatchObject([401, { code: 'code_wrong', attempts_left: 1 }]);
    const all = await Promise.all([1, 2, 3, 4].map(() => verify(code)));
    const right = all.filter(({ status }) => status === 200);
    expect(right).not.toEqual([]);
    for (const { body: flow } of right)
      expect(flow).toMatchObject({
        status: 'authenticated',
        challenge: null,
        achieved: { level: 2, amr: ['pwd', 'sms', 'otp', 'mfa'] },
      });
    const detail =
      "select 1 from event where name = 'AUTHENTICATION FACTOR SUCCEEDED' and detail = 'countersign' and user_id = $1";
    expect(await query(server.endpoints.postgres_url, detail, [id])).toHaveLength(1);
    expect(await transactionsOf(id)).toEqual([{ method: 'SMS', status: 'authenticated' }]);
  });

  it('sends it again as often as the type allows, and is over after its last wrong code', async () => {
    await server.change({ login_mobile_authentication_type: refused });
    const { id, number, code, post, verify } = await waitForCode();
    const soon = await post('/resend');
    expect([soon.status, soon.body.code]).toEqual([429, 'resend_limit_reached']);
    const later = 'update authentication_challenge set resend_after = now() where person_id = $1';
    await query(server.endpoints.postgres_url, later, [id]);
    expect((await post('/resend')).body.challenge).toMatchObject({ resends_left: 0 });
    const codes = await eventually(async () => {
      const sent = await textMessagesTo(server.endpoints, number);
      return sent.length === 2 ? sent.map(codeIn) : undefined;
    });
    expect(codes).toEqual([code, code]);
    expect((await verify(wrongOf(code))).body).toMatchObject({ code: 'code_wrong', attempts_left: 1 });
    expect((await verify(wrongOf(code))).body).toMatchObject({ code: 'attempts_exceeded' });
    expect((await verify(code)).body).toMatchObject({ code: 'no_challenge' });
    expect(await transactionsOf(id)).toEqual([{ method: 'SMS', status: 'not_authenticated' }]);
  });

  it('is not sent to a person without a number', async () => {
    await server.change({ login_mobile_authentication_type: withPin });
    const { asked } = await askInVain({ isNumbered: false });
    expect([asked.status, asked.body.code]).toEqual([409, 'no_device']);
  });
});
