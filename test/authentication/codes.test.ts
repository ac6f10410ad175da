import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { codeOf } from '../../src/commands/authentication/methods/sending/sign-in-code.ts';
import { bounds } from '../../src/domain/rate-limits/limits.ts';
import type { Deps } from '../../src/runtime/deps.ts';
import { uniqueEmail } from '../persons/support/persons-api.ts';
import { eventually } from '../support/enrolled-phone.ts';
import { createTestDeps } from '../support/own-server.ts';
import { useStack } from '../support/stack.ts';
import { codeIn, textMessagesTo } from '../support/text-messages.ts';
import { query } from '../users/support/rest.ts';
import { addSigningInClient, startFlow } from './support/flow-api.ts';
import type { FlowBrowser } from './support/flow-api.ts';
import { mailsTo } from '../messages/support/mails-to.ts';
import { addPerson, addPersonWithPassword, codeMailTo, rightPassword, uniquePhone } from './support/people.ts';

const { endpoints } = useStack();
let clientId: string;
let deps: Deps;
beforeAll(async () => {
  deps = await createTestDeps(useStack().environment);
  clientId = await addSigningInClient();
});
afterAll(() => deps.close());

interface Sent {
  browser: FlowBrowser;
  sessionId: string;
}

const ask = ({ browser, sessionId }: Sent, auth_method: string, credentials: object) =>
  browser.post('/authenticate', { session_id: sessionId, auth_method, credentials });
const verify = ({ browser, sessionId }: Sent, otp: string, more: object = {}) =>
  browser.post('/verify-otp', { session_id: sessionId, otp, ...more });
const wrongFor = (code: string) => (code === '000000' ? '000001' : '000000');

describe('an e-mail code', () => {
  it('is sent, shown as sent, and signs in: of sixteen that race one wins', async () => {
    const { email } = await addPerson();
    const flow = await startFlow(clientId);
    const { status, body } = await ask(flow, 'email', { email });
    expect([status, body]).toEqual([
      200,
      expect.objectContaining({
        status: 'challenge_sent',
        user: null,
        challenge: {
          challenge_id: expect.any(String),
          type: 'otp',
          channel: 'email',
          destination: `${email[0]}***@example.com`,
          code_length: 6,
          attempts_left: 5,
          resends_left: 3,
          resend_after: expect.any(String),
          expires_at: expect.any(String),
        },
      }),
    ]);
    const { code } = await codeMailTo(email);
    const answers = await Promise.all(Array.from({ length: 16 }, () => verify(flow, code)));
    const won = answers.filter((answer) => answer.status === 200);
    expect(won.map((answer) => answer.body.status)).toEqual(['authenticated']);
    const lost = answers.filter((answer) => answer.status !== 200);
    expect(new Set(lost.map((answer) => `${answer.status} ${answer.body.code}`))).toEqual(
      new Set(['409 no_challenge']),
    );
    expect(won[0]?.body.achieved).toMatchObject({ level: 1, amr: ['email', 'otp'] });
  });

  it('is of no use once its person has the address no longer', async () => {
    const { email } = await addPerson();
    const flow = await startFlow(clientId);
    await ask(flow, 'email', { email });
    const { code } = await codeMailTo(email);
    await query('delete from person_email where address_key = $1', [email]);
    expect(await verify(flow, code)).toMatchObject({ status: 401, body: { code: 'code_wrong' } });
  });

  it('is a link too, of which the button signs in, in the browser that asked and in no other', async () => {
    const { email } = await addPerson();
    const flow = await startFlow(clientId);
    await ask(flow, 'email', { email });
    const { link } = await codeMailTo(email);
    expect([link.pathname, link.search]).toEqual(['/sign-in/link', '']);
    const { session_id, challenge_id, otp } = Object.fromEntries(new URLSearchParams(link.hash.slice(1)));
    expect([session_id, otp]).toEqual([flow.sessionId, expect.stringMatching(/^[\w-]{22}$/)]);
    const other = await startFlow(clientId);
    expect(await verify({ ...other, sessionId: flow.sessionId }, otp!)).toMatchObject({ status: 404 });
    expect(await verify(other, otp!)).toMatchObject({ status: 409 });
    const waiting = flow.browser.get(`/status?session_id=${flow.sessionId}&wait=30`);
    expect((await verify(flow, otp!, { challenge_id })).body.status).toBe('authenticated');
    expect((await waiting).body.status).toBe('authenticated');
  });

  it('is good in no other flow, not even of the same person', async () => {
    const { email } = await addPerson();
    const [one, other] = [await startFlow(clientId), await startFlow(clientId)];
    await ask(one, 'email', { email });
    const { code } = await codeMailTo(email);
    const asked = await ask(other, 'email', { email });
    const { status, body } = await verify(other, code);
    expect([status, body.code, body.attempts_left]).toEqual([401, 'code_wrong', 4]);
    const mixed = await verify(one, code, { challenge_id: asked.body.challenge.challenge_id });
    expect([mixed.status, mixed.body.code]).toEqual([409, 'no_challenge']);
    expect((await verify(one, code)).body.status).toBe('authenticated');
  });

  it('is tried five times, wherever the tries come from at once; then the method is gone from the flow', async () => {
    const { email } = await addPerson();
    const flow = await startFlow(clientId);
    await ask(flow, 'email', { email });
    const { code } = await codeMailTo(email);
    const tries = await Promise.all(Array.from({ length: 8 }, () => verify(flow, wrongFor(code))));
    const codes = tries.map(({ status, body }) => `${status} ${body.code}`).toSorted();
    expect(codes).toEqual([
      ...Array.from({ length: 4 }, () => '401 code_wrong'),
      ...Array.from({ length: 3 }, () => '409 no_challenge'),
      '429 attempts_exceeded',
    ]);
    expect((await verify(flow, code)).body.code).toBe('no_challenge');
    const { body } = await flow.browser.get(`/status?session_id=${flow.sessionId}`);
    expect([body.status, body.challenge]).toEqual(['pending', null]);
    expect(body.methods).not.toContainEqual({ auth_method: 'email' });
    expect((await ask(flow, 'email', { email })).body.code).toBe('method_not_offered');
  });

  it('expires, and leaves the flow open', async () => {
    const { email } = await addPerson();
    const flow = await startFlow(clientId);
    await ask(flow, 'email', { email });
    const { code } = await codeMailTo(email);
    const expire = `update authentication_challenge set expires_at = now() where flow_id = $1`;
    await query(expire, [flow.sessionId]);
    const { status, body } = await verify(flow, code);
    expect([status, body.code]).toEqual([410, 'code_expired']);
    expect((await flow.browser.get(`/status?session_id=${flow.sessionId}`)).body.status).toBe('pending');
  });

  it('is the same when it is sent again, three times at the most and with a pause', async () => {
    const { email } = await addPerson();
    const flow = await startFlow(clientId);
    const resend = () => flow.browser.post('/resend', { session_id: flow.sessionId });
    expect(await resend()).toMatchObject({ status: 409, body: { code: 'no_challenge' } });
    const before = Date.now();
    const { challenge } = (await ask(flow, 'email', { email })).body;
    const pause = bounds['sign-in-resend-pause'].most * 1000;
    expect(Date.parse(challenge.resend_after)).toBeGreaterThanOrEqual(before + pause);
    expect(Date.parse(challenge.resend_after)).toBeLessThanOrEqual(Date.now() + pause);
    const first = await codeMailTo(email);
    // Longer than any test takes.
    const later = `update authentication_challenge set resend_after = now() + interval '5 minutes' where flow_id = $1`;
    await query(later, [flow.sessionId]);
    const early = await resend();
    expect([early.status, early.body.code]).toEqual([429, 'resend_limit_reached']);
    expect(Number(early.headers.get('retry-after'))).toBeGreaterThan(20);
    expect(Number(early.headers.get('retry-after'))).toBeLessThanOrEqual(300);
    const unpause = `update authentication_challenge set resend_after = now() where flow_id = $1`;
    for (const left of [2, 1, 0]) {
      await query(unpause, [flow.sessionId]);
      expect((await resend()).body.challenge).toMatchObject({ resends_left: left });
    }
    await query(unpause, [flow.sessionId]);
    expect(await resend()).toMatchObject({ status: 429, body: { code: 'resend_limit_reached' } });
    expect((await codeMailTo(email, 4)).code).toBe(first.code);
    const sent = `select count(*)::int as times from event where name = 'AUTHENTICATION CHALLENGE SENT' and subject_id = $1`;
    expect(await query(sent, [flow.sessionId])).toEqual([{ times: 4 }]);
  });

  it('goes to no unknown address, and the answers do not say so', async () => {
    const { email: known } = await addPerson();
    const unverified = await addPerson();
    await query('update person_email set verified_at = null where person_id = $1', [unverified.id]);
    const seen: unknown[] = [];
    for (const email of [known, uniqueEmail(), unverified.email]) {
      const flow = await startFlow(clientId);
      const asked = await ask(flow, 'email', { email });
      const code = codeOf(deps.keyring, asked.body.challenge.challenge_id);
      const wrong = await verify(flow, wrongFor(code));
      seen.push([asked, wrong].map(({ status, body }) => [status, shapeOf(body)]));
    }
    expect(seen).toEqual(Array.from({ length: 3 }, () => seen[0]));
    await codeMailTo(known);
    expect(await mailsTo(unverified.email)).toEqual([]);
  });

  it("goes to five mails an hour to an address, a person's or not", async () => {
    for (const email of [(await addPerson()).email, uniqueEmail()]) {
      const flow = await startFlow(clientId);
      for (let sent = 0; sent < 5; sent += 1) expect((await ask(flow, 'email', { email })).status).toBe(200);
      const { status, headers, body } = await ask(flow, 'email', { email: email.toUpperCase() });
      expect([status, body.code]).toEqual([429, 'send_limit_reached']);
      expect(Number(headers.get('retry-after'))).toBeGreaterThan(3000);
    }
  });

  it.each([
    'mia@example.com\r\nBcc: eve@example.com',
    '"mia"@example.com',
    'Mia <mia@example.com>',
    'mia@example.com,eve@example.com',
  ])('refuses the address %j', async (email) => {
    const { status, body } = await ask(await startFlow(clientId), 'email', { email });
    expect([status, body.code]).toEqual([400, 'email_invalid']);
  });
});

describe('a code to a phone', () => {
  it('is a second factor after a password, to the own number', async () => {
    const person = await addPersonWithPassword(deps);
    const flow = await startFlow(clientId, { acr_values: 'urn:countersign:acr:2' });
    expect(await ask(flow, 'sms', {})).toMatchObject({ status: 400, body: { parameter: 'credentials.phone_number' } });
    await ask(flow, 'password', { identifier: person.email, password: rightPassword });
    const asked = await ask(flow, 'sms', {});
    expect(asked.body.challenge).toMatchObject({
      channel: 'sms',
      destination: `+31 6 ** ** ** ${person.phone.slice(-2)}`,
    });
    const [message] = await eventually(async () => {
      const messages = await textMessagesTo(endpoints, person.phone);
      return messages.length > 0 ? messages : undefined;
    });
    const { body } = await verify(flow, codeIn(message));
    expect(body).toMatchObject({
      status: 'authenticated',
      achieved: { level: 2, acr: 'urn:countersign:acr:2', amr: ['pwd', 'sms', 'otp', 'mfa'] },
    });
  });

  it('goes to no number that is unknown, or that two people have, and to none that is no number', async () => {
    const shared = await addPerson();
    const other = await addPerson();
    const numbers = `update person_phone set number_hash = (select number_hash from person_phone where person_id = $1) where person_id = $2`;
    await query(numbers, [shared.id, other.id]);
    for (const phone_number of [shared.phone, uniquePhone()]) {
      const { status, headers, body } = await ask(await startFlow(clientId), 'sms', { phone_number });
      expect([status, body.challenge.channel]).toEqual([200, 'sms']);
      const stored = 'select channel, status, failure from message where request_id = $1';
      expect(await query(stored, [headers.get('x-request-id')])).toEqual([
        { channel: 'sms', status: 'failed', failure: 'withheld' },
      ]);
    }
    for (const phone_number of ['0612345678', '+31', '+31612a45678']) {
      const { status, body } = await ask(await startFlow(clientId), 'sms', { phone_number });
      expect([status, body.code]).toEqual([400, 'phone_number_invalid']);
    }
    expect(await textMessagesTo(endpoints, shared.phone)).toEqual([]);
  });
});

/** The members of an answer, without their values. */
function shapeOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(shapeOf);
  if (value === null || typeof value !== 'object') return value === null ? null : typeof value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, shapeOf(member)]));
}
