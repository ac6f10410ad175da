import { randomUUID } from 'node:crypto';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { TestDevice } from '../authorization-server/support/test-device.ts';
import { eventually, obtainPushToken } from '../support/enrolled-phone.ts';
import { pushAgain } from '../support/push-again.ts';
import { useStack } from '../support/stack.ts';
import { createWebsite } from '../support/website.ts';
import { makeProfileKeys } from '../security/profile-keys.ts';
import { eventsAbout } from './support/events.ts';
import { enrollPush } from './support/enroll-push.ts';
import { RawPhone } from './support/raw-phone.ts';

const { endpoints } = useStack();
const website = createWebsite(endpoints);
let phone: RawPhone;
let stranger: RawPhone;

beforeAll(async () => {
  phone = await enrolled();
  stranger = await enrolled();
});
beforeEach(() => pushAgain(phone.userId));

async function enrolled(): Promise<RawPhone> {
  const raw = await RawPhone.connect(endpoints);
  await raw.enrollKeys();
  await enrollPush(raw, endpoints.sandbox, await obtainPushToken(endpoints.sandbox, 'android'));
  return raw;
}

/** @returns the id of a transaction that waits for the phone. */
async function initialise(extra: Record<string, string> = {}, of = phone): Promise<string> {
  const form = { type: 'login_with_push', user_id: of.userId, device_id: of.device.id, callback_uri: `${endpoints.sandbox}/callbacks/app`, message: 'Pay € 12?', ...extra };
  const answer = await website.initialise(form);
  expect(answer.status).toBe(200);
  return answer.body.transaction_id as string;
}

async function fetchShown(id: string, of = phone): Promise<Record<string, unknown>> {
  const answer = await of.post(`/transactions/${id}/fetch`);
  expect(answer.status).toBe(200);
  return of.open(answer.body.message);
}

async function send(id: string, content: unknown, options: { messageId?: string; signingKeys?: never } = {}, of = phone) {
  return of.post(`/transactions/${id}/answer`, { message: await of.seal(content) }, options);
}

describe('GET /app/v1/transactions', () => {
  it('lists what is open for this profile, and nobody else sees it', async () => {
    const id = await initialise();
    const mine = (await phone.call('GET', '/transactions')).body.transactions as Record<string, unknown>[];
    expect(mine.find((each) => each['transaction_id'] === id)).toEqual({
      transaction_id: id,
      type: 'login_with_push',
      method: 'PUSH',
      created_at: expect.stringMatching(/^\d{4}-.*Z$/),
      expires_at: expect.stringMatching(/^\d{4}-.*Z$/),
      fetched: false,
    });
    expect((await stranger.call('GET', '/transactions')).body.transactions).toEqual([]);
    const shown = await fetchShown(id);
    expect((await listed(id))?.['fetched']).toBe(true);
    await send(id, await phone.answerTo(shown));
    expect(await listed(id)).toBeUndefined();
  });

  it('does not list what waits for a text message', async () => {
    const { body } = await website.initialise({ type: 'payment_with_sms', user_id: phone.userId, phone_number: '+31612345678', message: 'Code {code}' });
    expect(await listed(body.transaction_id)).toBeUndefined();
  });

  async function listed(id: string): Promise<Record<string, unknown> | undefined> {
    const { body } = await phone.call('GET', '/transactions');
    return (body.transactions as Record<string, unknown>[]).find((each) => each['transaction_id'] === id);
  }
});

describe('POST /app/v1/transactions/{id}/fetch', () => {
  it('hands out everything to show, encrypted to the profile and signed by the server', async () => {
    const id = await initialise({ secure_message: 'Invoice “7”', signing_data: '{"amount":"12.00"}' });
    const answer = await phone.post(`/transactions/${id}/fetch`);
    expect(JSON.stringify(answer.body)).not.toContain('Invoice');
    expect(await phone.open(answer.body.message)).toEqual({
      transaction_id: id,
      type: 'login_with_push',
      method: 'PUSH',
      message: 'Pay € 12?',
      secure_message: 'Invoice “7”',
      signing_data: '{"amount":"12.00"}',
      verification_code_required: false,
      expires_at: expect.stringMatching(/Z$/),
      attempts_left: null,
      challenge: expect.stringMatching(/^[\w-]{43}$/),
    });
    expect(await eventsAbout(id)).toContain('MOBILE AUTH FETCH SECURED MESSAGE FETCHED');
  });

  it('leaves out what was not sent', async () => {
    expect(Object.keys(await fetchShown(await initialise()))).not.toContain('secure_message');
  });

  it('hands it out once: to the same message again, to no other', async () => {
    const id = await initialise();
    const messageId = randomUUID();
    const first = await phone.post(`/transactions/${id}/fetch`, {}, { messageId });
    const again = await phone.post(`/transactions/${id}/fetch`, {}, { messageId: messageId.toUpperCase() });
    expect(await phone.open(again.body.message)).toEqual(await phone.open(first.body.message));
    const other = await phone.post(`/transactions/${id}/fetch`);
    expect([other.status, other.body.code]).toEqual([409, 'already_fetched']);
    const events = await eventsAbout(id);
    expect(events.filter((name) => name === 'MOBILE AUTH FETCH SECURED MESSAGE FETCHED')).toHaveLength(1);
    expect(events).toContain('MOBILE AUTH TRANSACTION ALREADY FETCHED');
  });

  it('hands it to one of sixteen that ask at the same time', async () => {
    const id = await initialise();
    const answers = await Promise.all(Array.from({ length: 16 }, () => phone.post(`/transactions/${id}/fetch`)));
    const codes = answers.map((answer) => answer.body.code ?? answer.status);
    expect(codes.filter((code) => code === 200)).toHaveLength(1);
    expect(codes.filter((code) => code === 'already_fetched')).toHaveLength(15);
  });

  it('answers alike for an unknown transaction, another user\'s and another device\'s', async () => {
    const id = await initialise();
    const secondDevice = await RawPhone.connect(endpoints, { userId: phone.userId });
    await secondDevice.enrollKeys();
    const answers = [
      await stranger.post(`/transactions/${id}/fetch`),
      await secondDevice.post(`/transactions/${id}/fetch`),
      await phone.post(`/transactions/${randomUUID()}/fetch`),
    ].map(({ status, body }) => [status, { ...body, request_id: '' }]);
    expect(answers[0]).toEqual([404, expect.objectContaining({ code: 'transaction_not_found' })]);
    expect(answers[1]).toEqual(answers[0]);
    expect(answers[2]).toEqual(answers[0]);
    expect(await fetchShown(id)).toMatchObject({ transaction_id: id });
  });

  it('is over once the transaction has ended', async () => {
    const id = await initialise();
    await website.cancel(id);
    const answer = await phone.post(`/transactions/${id}/fetch`);
    expect([answer.status, answer.body.code, answer.body.transaction_status]).toEqual([410, 'transaction_closed', 'cancelled']);
    expect(await eventsAbout(id)).toContain('MOBILE AUTH TRANSACTION CLOSED: cancelled');
  });

  it('refuses a body with anything in it', async () => {
    expect((await phone.post(`/transactions/${await initialise()}/fetch`, { force: true })).body.code).toBe('invalid_request');
  });
});

describe('POST /app/v1/transactions/{id}/answer', () => {
  it.each([
    [{ decision: 'accept' }, 'authenticated'],
    [{ decision: 'reject' }, 'not_authenticated'],
    [{ decision: 'reject', reason: 'cancelled' }, 'not_authenticated'],
    [{ decision: 'reject', reason: 'not_me' }, 'not_authenticated'],
  ])('takes %j', async (decision, status) => {
    const id = await initialise({ secure_message: 'Invoice 7', signing_data: 'EUR 12 to NL00' });
    const answer = await send(id, await phone.answerTo(await fetchShown(id), decision));
    expect([answer.status, answer.body]).toEqual([200, { transaction_id: id, status }]);
    expect((await website.result(id)).body).toMatchObject({ is_authenticated: status === 'authenticated', signature_verified: true });
  });

  it('answers the same message again, and refuses any other', async () => {
    const id = await initialise();
    const content = await phone.answerTo(await fetchShown(id));
    const messageId = randomUUID();
    const first = await send(id, content, { messageId });
    const again = await send(id, content, { messageId });
    expect([again.status, again.body]).toEqual([first.status, first.body]);
    const other = await send(id, content);
    expect([other.status, other.body.code, other.body.transaction_status]).toEqual([410, 'transaction_closed', 'authenticated']);
  });

  it('decides once when sixteen come at the same time', async () => {
    const id = await initialise();
    const shown = await fetchShown(id);
    const accept = await phone.answerTo(shown);
    const reject = await phone.answerTo(shown, { decision: 'reject', reason: 'not_me' });
    const answers = await Promise.all(Array.from({ length: 16 }, (_, index) => send(id, index % 2 ? accept : reject)));
    expect(answers.filter((answer) => answer.status === 200)).toHaveLength(1);
    expect(answers.filter((answer) => answer.body.code === 'transaction_closed')).toHaveLength(15);
    const ends = (await eventsAbout(id)).filter((name) => /^MOBILE AUTH (NOT )?AUTHENTICATED/.test(name));
    expect(ends).toHaveLength(1);
  });

  it('is refused before the transaction was fetched', async () => {
    const answer = await phone.post(`/transactions/${await initialise()}/answer`, { message: 'x' });
    expect([answer.status, answer.body.code]).toEqual([409, 'not_fetched']);
  });

  it('answers alike for an unknown transaction and another user\'s', async () => {
    const id = await initialise();
    const content = await phone.answerTo(await fetchShown(id));
    const theirs = await send(id, content, {}, stranger);
    const unknown = await send(randomUUID(), content, {}, stranger);
    expect([theirs.status, theirs.body.code]).toEqual([404, 'transaction_not_found']);
    expect({ ...theirs.body, request_id: '' }).toEqual({ ...unknown.body, request_id: '' });
    expect(await eventsAbout(id)).toContain('MOBILE AUTH INVALID TRANSACTION');
  });

  it('is over once the transaction was cancelled', async () => {
    const id = await initialise();
    const content = await phone.answerTo(await fetchShown(id));
    await website.cancel(id);
    const answer = await send(id, content);
    expect([answer.status, answer.body.code, answer.body.transaction_status]).toEqual([410, 'transaction_closed', 'cancelled']);
    expect(await eventsAbout(id)).toContain('MOBILE AUTH TRANSACTION CLOSED: cancelled');
    expect(await eventsAbout(id)).not.toContain('MOBILE AUTH AUTHENTICATED');
  });
});

describe('an answer that does not match what was shown', () => {
  let id: string;
  let shown: Record<string, unknown>;

  beforeAll(async () => {
    id = await initialise({ secure_message: 'Invoice 7' });
    shown = await fetchShown(id);
  });

  const forged = { message: 'Pay € 12000?', secure_message: 'Invoice 7' };

  it.each<[string, () => Promise<string>]>([
    ['shows another text', async () => phone.seal(await phone.answerTo({ ...shown, ...forged }))],
    ['claims another text than it signed', async () => phone.seal(await phone.answerTo(shown, { decision: 'accept' }, { displayed: forged }))],
    ['leaves out a part', async () => phone.seal(await phone.answerTo(shown, { decision: 'accept' }, { displayed: { message: shown['message'] } }))],
    ['adds a part', async () => phone.seal(await phone.answerTo(shown, { decision: 'accept' }, { displayed: { ...forged, message: shown['message'], context: {} } }))],
    ['signed the other decision', async () => phone.seal({ ...(await phone.answerTo(shown, { decision: 'reject' })), decision: 'accept' })],
    ['signed for another transaction', async () => phone.seal(await phone.answerTo({ ...shown, transaction_id: randomUUID() }))],
    ['signed another challenge', async () => phone.seal(await phone.answerTo({ ...shown, challenge: 'A'.repeat(43) }))],
    ['is signed by another device', async () => phone.seal(await phone.answerTo(shown, { decision: 'accept' }, {}, await TestDevice.create()))],
    ['has no signature', async () => phone.seal(await phone.answerTo(shown, { decision: 'accept' }, { signature: undefined }))],
    ['is sealed by another key', async () => phone.seal(await phone.answerTo(shown), { signingKeys: (await makeProfileKeys('v6', phone.profileId)).privateKey })],
    ['is sealed by another profile', async () => stranger.seal(await phone.answerTo(shown))],
    ['decides something else', async () => phone.seal(await phone.answerTo(shown, { decision: 'maybe' }))],
    ['accepts with a reason', async () => phone.seal(await phone.answerTo(shown, { decision: 'accept', reason: 'not_me' }))],
    ['has an unknown part', async () => phone.seal(await phone.answerTo(shown, { decision: 'accept' }, { admin: true }))],
    ['is no object', async () => phone.seal('accept')],
    ['is not PGP', async () => 'accept'],
    ['is empty', async () => ''],
    ['is over 48 KiB', async () => 'x'.repeat(50_000)],
  ])('is refused and changes nothing when it %s', async (_, make) => {
    const answer = await phone.post(`/transactions/${id}/answer`, { message: await make() });
    expect([answer.status, answer.body.code]).toEqual([400, 'invalid_answer']);
    expect((await website.result(id)).body.status).toBe('pending');
  });

  it('leaves the right one good', async () => {
    expect(await eventsAbout(id)).toEqual(expect.arrayContaining([expect.stringMatching(/^MOBILE AUTH INVALID ANSWER/)]));
    expect((await send(id, await phone.answerTo(shown))).body.status).toBe('authenticated');
  });
});

describe('GET /app/v1/transactions/stream', () => {
  it('tells what is open at once and after every change', async () => {
    const alone = await enrolled();
    const url = `${endpoints.app_api}/transactions/stream`;
    const stop = new AbortController();
    const dpop = await alone.device.prove({ method: 'GET', url, accessToken: alone.accessToken });
    const response = await fetch(url, { headers: { authorization: `DPoP ${alone.accessToken}`, dpop }, signal: stop.signal });
    expect(response.headers.get('content-type')).toMatch(/^text\/event-stream/);
    const seen: Record<string, unknown>[][] = [];
    const reading = readTransactions(response, seen);
    await until(seen, (open) => open.length === 0);
    const id = await initialise({}, alone);
    await until(seen, (open) => open[0]?.['transaction_id'] === id && open[0]['fetched'] === false);
    const shown = await fetchShown(id, alone);
    await until(seen, (open) => open[0]?.['fetched'] === true);
    await send(id, await alone.answerTo(shown), {}, alone);
    await until(seen, (open) => open.length === 0, 3);
    stop.abort();
    await reading.catch(() => undefined);
    expect(seen.map((open) => open.length)).toEqual([0, 1, 1, 0]);
  });

  async function until(seen: Record<string, unknown>[][], fits: (open: Record<string, unknown>[]) => boolean, from = 0): Promise<void> {
    await eventually(async () => (seen.slice(from).some(fits) ? true : undefined));
  }

  async function readTransactions(response: Response, seen: Record<string, unknown>[][]): Promise<void> {
    let text = '';
    for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
      text += Buffer.from(chunk).toString();
      const events = text.split('\n\n');
      text = events.pop() ?? '';
      for (const event of events.filter((each) => each.startsWith('event: transactions\n'))) {
        seen.push((JSON.parse(event.slice(event.indexOf('data: ') + 6)) as { transactions: Record<string, unknown>[] }).transactions);
      }
    }
  }
});
