import { randomUUID } from 'node:crypto';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { eventually } from '../support/enrolled-phone.ts';
import { pushAgain } from '../support/push-again.ts';
import { useStack } from '../support/stack.ts';
import { createWebsite } from '../support/website.ts';
import { eventsAbout } from './support/events.ts';
import { RawPhone } from './support/raw-phone.ts';
import { connectReachablePhone, fetchShown, initialiseFor, sendAnswer } from './support/reachable-phone.ts';

const { endpoints } = useStack();
const website = createWebsite(endpoints);
let phone: RawPhone;
let stranger: RawPhone;

beforeAll(async () => {
  phone = await connectReachablePhone(endpoints);
  stranger = await connectReachablePhone(endpoints);
});
beforeEach(() => pushAgain(phone.userId));

describe('GET /app/v1/transactions', () => {
  it('lists the open transactions of this profile only', async () => {
    const id = await initialiseFor(phone, endpoints);
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
    const shown = await fetchShown(phone, id);
    expect((await listed(id))?.['fetched']).toBe(true);
    await sendAnswer(phone, id, await phone.answerTo(shown));
    expect(await listed(id)).toBeUndefined();
  });

  it('does not list a transaction by text message', async () => {
    const { body } = await website.initialise({
      type: 'payment_with_sms',
      user_id: phone.userId,
      phone_number: '+31612345678',
      message: 'Code {code}',
    });
    expect(await listed(body.transaction_id)).toBeUndefined();
  });

  async function listed(id: string): Promise<Record<string, unknown> | undefined> {
    const { body } = await phone.call('GET', '/transactions');
    return (body.transactions as Record<string, unknown>[]).find((each) => each['transaction_id'] === id);
  }
});

describe('POST /app/v1/transactions/{id}/fetch', () => {
  it('returns the content, encrypted to the profile and signed by the server', async () => {
    const id = await initialiseFor(phone, endpoints, {
      secure_message: 'Invoice “7”',
      signing_data: '{"amount":"12.00"}',
    });
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

  it('leaves out fields that were not sent', async () => {
    expect(Object.keys(await fetchShown(phone, await initialiseFor(phone, endpoints)))).not.toContain('secure_message');
  });

  it('returns it once: again for the same message, and not for another message', async () => {
    const id = await initialiseFor(phone, endpoints);
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

  it('returns it to one of sixteen requests at once', async () => {
    const id = await initialiseFor(phone, endpoints);
    const answers = await Promise.all(Array.from({ length: 16 }, () => phone.post(`/transactions/${id}/fetch`)));
    const codes = answers.map((answer) => answer.body.code ?? answer.status);
    expect(codes.filter((code) => code === 200)).toHaveLength(1);
    expect(codes.filter((code) => code === 'already_fetched')).toHaveLength(15);
  });

  it('gives the same answer for an unknown transaction, for another user and for another device', async () => {
    const id = await initialiseFor(phone, endpoints);
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
    expect(await fetchShown(phone, id)).toMatchObject({ transaction_id: id });
  });

  it('refuses a transaction that has ended', async () => {
    const id = await initialiseFor(phone, endpoints);
    await website.cancel(id);
    const answer = await phone.post(`/transactions/${id}/fetch`);
    expect([answer.status, answer.body.code, answer.body.transaction_status]).toEqual([
      410,
      'transaction_closed',
      'cancelled',
    ]);
    expect(await eventsAbout(id)).toContain('MOBILE AUTH TRANSACTION CLOSED: cancelled');
  });

  it('refuses a body that is not empty', async () => {
    expect(
      (await phone.post(`/transactions/${await initialiseFor(phone, endpoints)}/fetch`, { force: true })).body.code,
    ).toBe('invalid_request');
  });
});

describe('GET /app/v1/transactions/stream', () => {
  it('sends the open transactions at once and after every change', async () => {
    const alone = await connectReachablePhone(endpoints);
    const url = `${endpoints.app_api}/transactions/stream`;
    const stop = new AbortController();
    const dpop = await alone.device.prove({ method: 'GET', url, accessToken: alone.accessToken });
    const response = await fetch(url, {
      headers: { authorization: `DPoP ${alone.accessToken}`, dpop },
      signal: stop.signal,
    });
    expect(response.headers.get('content-type')).toMatch(/^text\/event-stream/);
    const seen: Record<string, unknown>[][] = [];
    const reading = readTransactions(response, seen);
    await until(seen, (open) => open.length === 0);
    const id = await initialiseFor(alone, endpoints);
    await until(seen, (open) => open[0]?.['transaction_id'] === id && open[0]['fetched'] === false);
    const shown = await fetchShown(alone, id);
    await until(seen, (open) => open[0]?.['fetched'] === true);
    await sendAnswer(alone, id, await alone.answerTo(shown));
    await until(seen, (open) => open.length === 0, 3);
    stop.abort();
    await reading.catch(() => undefined);
    expect(seen.map((open) => open.length)).toEqual([0, 1, 1, 0]);
  });

  async function until(
    seen: Record<string, unknown>[][],
    fits: (open: Record<string, unknown>[]) => boolean,
    from = 0,
  ): Promise<void> {
    await eventually(async () => (seen.slice(from).some(fits) ? true : undefined));
  }

  async function readTransactions(response: Response, seen: Record<string, unknown>[][]): Promise<void> {
    let text = '';
    for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
      text += Buffer.from(chunk).toString();
      const events = text.split('\n\n');
      text = events.pop() ?? '';
      for (const event of events.filter((each) => each.startsWith('event: transactions\n'))) {
        seen.push(
          (JSON.parse(event.slice(event.indexOf('data: ') + 6)) as { transactions: Record<string, unknown>[] })
            .transactions,
        );
      }
    }
  }
});
